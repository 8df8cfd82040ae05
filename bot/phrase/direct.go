package phrase

import (
	"strings"
	"unicode"
)

// Lines of inquiries that were asked in a direct message with toban.
var (
	DirectRoot = Line{
		JA: "💬 {asker} さんから DM で届いた問い合わせです。読めるのはここにいる人だけです。返信はこのスレッドにお願いします。",
		EN: "💬 {asker} asked this in a direct message. Only the people here can read it. Please answer in this thread.",
	}
	DirectAlone = Line{
		JA: "💬 {asker} さんから DM で届いた問い合わせです。グループ DM を開けないため、あなただけに届けています。このスレッドへの返信は {asker} さんに届きます。",
		EN: "💬 {asker} asked this in a direct message. The group direct message could not be opened, so it comes to you alone. What you write in this thread reaches {asker}.",
	}
	DirectGoesOn = Line{
		JA: "チームに伝えました。続きは{room} で直接話せます。ここに書いたこともチームに届きます。",
		EN: "The team has been told. You can talk to them directly in the {room}; what you write here reaches them too.",
	}
	DirectGoesOnHere = Line{
		JA: "チームに伝えました。返信はこのスレッドに届きます。ここに書いたこともチームに届きます。",
		EN: "The team has been told. Their answer comes in this thread; what you write here reaches them too.",
	}
	DirectRoom   = Line{JA: "グループ DM", EN: "group direct message"}
	DirectAsides = Line{JA: "DM での続き:", EN: "Added in the direct message:"}
	DirectNoRoom = Line{
		JA: "{id} は {asker} さんが DM で送った問い合わせです。内容はチームの人が `{command} 表示 {id}` で読めます。このスレッドへの返信は {asker} さんに届きます。",
		EN: "{asker} asked {id} in a direct message. Members of the team can read it with `{command} show {id}`. What they write in this thread reaches {asker}.",
	}
	DirectMoved = Line{
		JA: "{who} さんが加わるため、続きは別の{room} で行います。",
		EN: "{who} joins, so it goes on in another {room}.",
	}
	SentDirect   = Line{JA: "返信は toban との DM に届きます。", EN: "Answers come in your direct messages with toban."}
	DirectUnsure = Line{JA: "問い合わせとして送りますか？", EN: "Shall I send this as an inquiry?"}
	RelayedAsker = Line{JA: "{who} さんが DM に書きました。", EN: "{who} wrote in the direct message:"}
	RoomBeside   = Line{JA: "{id} への返信として受け取りました。別の質問でしたか？", EN: "Taken as a reply about {id}. Was it another question?"}
	RelayedTeam  = Line{JA: "{who} さん（{team}）の返信です。", EN: "{who} ({team}) answered:"}
)

// Pleasantry reports whether a text, in lower case, is nothing but thanks or a
// nod: it asks nothing.
func Pleasantry(text string) bool {
	said := false
	for clause := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) || r == '\n' }) {
		if clause = strings.TrimSpace(clause); clause == "" {
			continue
		}
		if !thanks(clause) {
			return false
		}
		said = true
	}
	return said
}

func thanks(clause string) bool {
	switch clause {
	case "ok", "okay", "okです", "おk", "オッケー", "おけ", "了解", "了解です", "了解しました", "りょ", "承知しました", "承知です", "わかりました", "分かりました",
		"ありがとう", "ありがとうございます", "ありがとうございました", "ありがとう ございます", "有難うございます", "あざます", "どうも", "どうもありがとう",
		"どうもありがとうございます", "どうもありがとうございました", "助かりました", "助かります", "感謝", "感謝です", "お疲れさまです", "お疲れ様です", "おつかれさまです",
		"動きました", "できました", "直りました", "解決しました", "うまくいきました", "大丈夫です", "確認しました",
		"thanks", "thank you", "thank you so much", "thank you very much", "thanks a lot", "thanks so much", "many thanks", "thx", "ty", "tysm", "cheers",
		"got it", "great", "cool", "nice", "perfect", "will do", "noted", "sounds good", "awesome",
		"that worked", "it works", "it works now", "works", "works now", "that helped", "it helped", "that fixed it", "solved":
		return true
	}
	return false
}

// Greeting reports whether a text, in lower case and without punctuation at
// its ends, only says hello or tries whether anybody is there: the menu is the
// answer.
func Greeting(text string) bool {
	switch text {
	case "hello", "hi", "hey", "hi there", "hello there", "good morning", "test", "testing", "cancel", "help me", "menu", "start", "toban", "are you there",
		"こんにちは", "こんばんは", "おはよう", "おはようございます", "はじめまして", "テスト", "てすと", "キャンセル", "メニュー", "当番さん", "ヘルプください", "助けて", "助けてください":
		return true
	}
	return false
}
