package knowledge

import "regexp"

// How people ask for what is no procedure: for reasons and relations, or for
// facts to look up.
var (
	wantsReasons = regexp.MustCompile(`(?i)\bwhy\b|\bhow come\b|difference between|\bversus\b|\bvs\.?\b|trade-?offs?|how (?:does|do|is|are) .{0,60}\b(?:work|related|decided|calculated)|` +
		`なぜ|なんで|どうして|理由|違い|仕組み|背景|使い分け|とは(?:何|なん)|って(?:何|なん)ですか`)
	wantsFacts = regexp.MustCompile(`(?i)\blist of\b|\bwhich (?:ports?|versions?|regions?|instance|values?|options?|fields?|endpoints?|accounts?)\b|\bwhat (?:is|are) the (?:limits?|quota|default|values?|versions?|ports?|names?|urls?|endpoints?)|` +
		`\b(?:limits?|quotas?|defaults?) (?:of|for)\b|一覧|上限はいく|上限値|制限値|デフォルト値|既定値|何番ポート|ポート番号|バージョンはいくつ|どのバージョン`)
)

// KindWanted is the kind of page that would answer a question, by how it is
// asked: a lesson, reasons, facts to look up, else steps to follow (Diátaxis).
func KindWanted(question string) DocKind {
	switch {
	case wantsLesson.MatchString(question):
		return Tutorial
	case wantsReasons.MatchString(question):
		return Explanation
	case wantsFacts.MatchString(question):
		return Reference
	}
	return HowTo
}
