package redact

import (
	"strings"
	"testing"
)

const longest = 40_000 // characters of a message on Slack

func BenchmarkText(b *testing.B) {
	var all strings.Builder
	for _, row := range rows(b, "testdata/secrets.txt") {
		text, _, _, _ := assemble(b, row)
		all.WriteString(text + "\n")
	}
	for name, unit := range map[string]string{
		"question":     "",
		"japanese":     "本番の API が 502 を返します。再起動しても直りません。どこを見ればよいですか? ",
		"english":      "The deploy of payments fails with 502 since noon and the dashboard shows nothing new. ",
		"log":          `2026-11-21T07:28:27Z INFO app request_id=123e4567-e89b-12d3-a456-426614174000 path=/v1/users status=502 dur=12ms` + "\n",
		"secrets":      all.String(),
		"lookalikes":   strings.Join(rows(b, "testdata/lookalikes.txt"), "\n"),
		"names":        "password=password=",
		"quotes":       `password="`,
		"prefixes":     "sk-",
		"dashes":       "eyJ-",
		"jwts":         "eyJhbGciOiJIUzI1NiJ9.",
		"base64":       "LS0tLS1CRUdJTi/",
		"commands":     "mysql -u curl ",
		"urls":         "a://b:c/",
		"pem":          "-----BEGIN PRIVATE KEY-----",
		"end":          "-----END PRIVATE KEY-----\n",
		"secret docs":  "kind: Secret\ndata:\n",
		"open masks":   "[secret:",
		"masks":        "[secret:token]",
		"labels":       "パスワードは",
		"lines":        "password:\n",
		"one line":     "token: ${A} ",
		"long word":    "aB3",
		"dots":         "a.b.",
		"at":           "@tcp(",
		"hooks":        "hooks.slack.com/services/",
		"parens":       "password (",
		"xml":          "<password>",
		"bearer":       "bearer ",
		"open quotes":  "password=\u201c",
		"references":   "secret=arn:",
		"hints":        "auth=",
		"brackets":     "token={[(",
		"mixed assign": "password:'",
	} {
		text := unit
		if name == "question" {
			text = "ステージングの payments が 502 を返します。昨日のデプロイからです。ログは https://app.datadoghq.com/logs?query=service%3Apayments です。どこを見ればよいですか?"
		} else {
			text = strings.Repeat(unit, longest/len([]rune(unit))+1)
			text = string([]rune(text)[:longest])
		}
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Text(text)
			}
		})
	}
}
