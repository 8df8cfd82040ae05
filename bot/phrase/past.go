package phrase

import "strings"

// Over reports whether a text, in lower case, says that the matter is over:
// that it works now, or thanks.
func Over(text string) bool {
	for _, not := range []string{"まだ", "解決しません", "解決していません", "直りません", "動きません", "not solved", "not resolved", "still ", "doesn't work", "does not work", "didn't work"} {
		if strings.Contains(text, not) {
			return false
		}
	}
	for _, over := range []string{
		"解決しました", "解決です", "自己解決", "直りました", "動きました", "うまくいきました", "上手くいきました", "できました", "出来ました", "治りました", "通りました", "繋がりました", "つながりました",
		"ありがとうござい", "ありがとうごさい", "有難うござい", "助かりました", "クローズします",
		"thank you", "thanks", "thx", "that worked", "works now", "working now", "it works", "solved", "resolved", "fixed it", "that fixed", "that helped", "closing this",
	} {
		if strings.Contains(text, over) {
			return true
		}
	}
	return false
}

// Asks reports whether a text ends with a question.
func Asks(text string) bool {
	text = strings.TrimRight(text, " 。.!！\n\t)）」")
	for _, end := range []string{"?", "？", "ですか", "ますか", "でしょうか", "ませんか", "ましたか", "ください", "下さい"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}
