package knowledge

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A page that exists in one language answers questions in the other.
func TestAQuestionFindsAPageInTheOtherLanguage(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"certificate.md": "# Renew a certificate\n\nWhen a TLS certificate expires, request a new one and reload the ingress.\n",
		"rollback.md":    "# Roll back a deployment\n\nA failed deployment is rolled back to the previous revision with one command.\n",
		"vpn.md":         "# Connect to the VPN\n\nInstall the client and sign in with your account. Access is granted per group.\n",
		"logs.md":        "# Search logs\n\nLogs of every container are kept for a year. Filter by service and time.\n",
		"bucket.md":      "# S3 バケットの申請\n\nバケットは申請フォームから作ります。用途と保存期間を書いてください。\n",
		"alert.md":       "# アラートの通知先を変える\n\n監視のアラートは、設定ファイルの通知先を変えるとチャンネルに届きます。\n",
		"quota.md":       "# メモリの上限を上げる\n\n名前空間ごとの上限は、リソースクォータで決まっています。\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	l, err := Open(t.Context(), Options{Sources: []Source{{Name: "handbook", Path: dir}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	for question, page := range map[string]string{
		"証明書の期限が切れました。更新するには？":                                             "handbook/certificate.md",
		"デプロイに失敗したので前のバージョンに戻したいです":                                        "handbook/rollback.md",
		"コンテナのログを検索する方法を教えてください":                                           "handbook/logs.md",
		"where are alerts sent? I want to change the notification channel": "handbook/alert.md",
	} {
		r, err := l.Search(t.Context(), Query{Text: question})
		require.NoError(t, err)
		require.NotEmpty(t, r.Hits, question)
		require.Equal(t, page, r.Hits[0].Page, question)
	}
}
