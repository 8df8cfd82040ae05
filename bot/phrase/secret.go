package phrase

// SecretKind is a kind of secret in words, for the kinds that people paste
// most; any other one is a secret.
func SecretKind(kind string) Line {
	switch kind {
	case "password", "password-hash":
		return Line{JA: "パスワード", EN: "password"}
	case "private-key":
		return Line{JA: "秘密鍵", EN: "private key"}
	case "token", "jwt", "authorization":
		return Line{JA: "トークン", EN: "token"}
	case "api-key":
		return Line{JA: "API キー", EN: "API key"}
	case "cookie":
		return Line{JA: "Cookie", EN: "cookie"}
	case "webhook":
		return Line{JA: "Webhook の URL", EN: "webhook URL"}
	case "aws-access-key", "aws-secret-key", "aws-session-token":
		return Line{JA: "AWS の認証情報", EN: "AWS credentials"}
	case "github-token":
		return Line{JA: "GitHub のトークン", EN: "GitHub token"}
	case "gitlab-token":
		return Line{JA: "GitLab のトークン", EN: "GitLab token"}
	case "slack-token":
		return Line{JA: "Slack のトークン", EN: "Slack token"}
	case "google-api-key", "google-oauth-token", "google-oauth-secret", "google-refresh-token":
		return Line{JA: "Google の認証情報", EN: "Google credentials"}
	case "azure-key":
		return Line{JA: "Azure のキー", EN: "Azure key"}
	case "datadog-key":
		return Line{JA: "Datadog のキー", EN: "Datadog key"}
	case "kubernetes-secret":
		return Line{JA: "Kubernetes の Secret", EN: "Kubernetes secret"}
	}
	return Line{JA: "秘密情報", EN: "secret"}
}
