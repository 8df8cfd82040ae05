package phrase_test

import (
	"testing"

	"toban/bot/phrase"
)

func TestWordsThatSayItIsOver(t *testing.T) {
	for text, want := range map[string]bool{
		"ありがとうございます、無事デプロイできました！":         true,
		"再起動したら直りました":                     true,
		"thanks a lot, that worked":       true,
		"it works now":                    true,
		"まだ動きません":                         false,
		"thanks, but it is still failing": false,
		"ありがとうございます。まだ同じエラーです":            false,
		"どのリージョンですか":                      false,
		"which region?":                   false,
		"解決しません":                          false,
	} {
		if got := phrase.Over(text); got != want {
			t.Errorf("Over(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestWordsThatAskBack(t *testing.T) {
	for text, want := range map[string]bool{
		"どのリージョンですか":                true,
		"ログを貼ってください。":               true,
		"which region?":             true,
		"再現しますか？ ":                  true,
		"which region? I fixed it.": false,
		"ルートを追加しました。":               false,
	} {
		if got := phrase.Asks(text); got != want {
			t.Errorf("Asks(%q) = %t, want %t", text, got, want)
		}
	}
}
