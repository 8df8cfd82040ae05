package redact

import "strings"

// grade says how much a name tells about the value behind it.
type grade uint8

const (
	unnamed grade = iota // nothing
	hint                 // a secret, if it looks like one: auth, sig, routing_key
	likely               // a secret, or the name of one: token, secret, api_key
	sure                 // a secret: password
)

// hinted says whether an identifier can name a secret at all: it is asked of
// every word of the text, and most are answered here.
func hinted(id string) bool {
	for i := 0; i+1 < len(id); i++ {
		next := id[i+1] | 0x20
		switch id[i] | 0x20 {
		case 'p':
			if next == 'a' || next == 'w' || next == 's' || next == 'h' {
				return true
			}
		case 's':
			if next == 'e' || next == 'i' {
				return true
			}
		case 't', 'c':
			if next == 'o' || next == 'r' {
				return true
			}
		case 'k', 'b':
			if next == 'e' {
				return true
			}
		case 'a':
			if next == 'u' || next == 'p' {
				return true
			}
		}
	}
	return false
}

// split gives the words of an identifier in lower case: of snake_case,
// kebab-case, dotted.paths and camelCase.
func split(id string) []string {
	var words []string
	start := 0
	cut := func(i int) {
		if i > start {
			words = append(words, strings.ToLower(id[start:i]))
		}
	}
	for i := range len(id) {
		switch {
		case !is(id[i], alnum):
			cut(i)
			start = i + 1
		case i > start && is(id[i], uppercase) && (is(id[i-1], lowercase|digit) || i+1 < len(id) && is(id[i+1], lowercase) && is(id[i-1], uppercase)):
			cut(i)
			start = i
		}
	}
	cut(len(id))
	return words
}

// nameOf says what an identifier names. The last words count: a token_url is
// a URL and a password_file a file.
func nameOf(id string) (Kind, grade) {
	if len(id) > 80 {
		id = id[len(id)-80:]
	}
	if len(id) < 2 || !hinted(id) {
		return "", unnamed
	}
	words := split(id)
	for len(words) > 1 && qualifies(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return "", unnamed
	}
	last, before := words[len(words)-1], ""
	if len(words) > 1 {
		before = words[len(words)-2]
	}
	kind, g := lastWord(last, before)
	if g == unnamed {
		return "", unnamed
	}
	return vendor(words, kind), g
}

// qualifies says whether a word may follow what it doesn't change.
func qualifies(w string) bool {
	switch w {
	case "prod", "production", "stg", "staging", "dev", "old", "new", "current", "value", "plain", "raw", "b64", "base64", "v2":
		return true
	}
	return only(w, digit)
}

func lastWord(last, before string) (Kind, grade) {
	switch last {
	case "password":
		if before == "1" { // 1Password
			return "", unnamed
		}
		return password, sure
	case "passwd", "pwd", "passphrase", "passcode", "passwort", "pw", "psw", "requirepass", "masterauth", "passw":
		return password, sure
	case "pass":
		if before == "" || before == "proxy" || before == "by" || before == "first" || before == "second" {
			return password, hint
		}
		return password, sure
	case "storepass", "keypass", "dbpass", "userpass", "rootpass", "adminpass", "authpass", "smtppass", "mypass", "bindpw", "rootpw", "dbpw", "userpw", "adminpw":
		return password, sure
	case "secret":
		return secret, likely
	case "token":
		switch before {
		case "next", "page", "continue", "continuation", "sync", "cancellation", "cancel", "design", "max", "total", "num", "stop", "eos", "bos", "pad",
			"unk", "start", "end", "prompt", "completion", "input", "output", "per", "idempotency", "expired", "invalid", "unexpected":
			return "", unnamed
		}
		return token, likely
	case "apikey", "appkey", "authkey":
		return apiKey, likely
	case "secretkey", "accesskey", "accountkey", "sharedaccesskey", "signingkey", "masterkey", "encryptionkey":
		return secret, likely
	case "privatekey":
		return privateKey, likely
	case "key":
		switch before {
		case "api", "app", "application", "access", "auth", "authorization", "subscription", "genie":
			return apiKey, likely
		case "secret", "signing", "sign", "encryption", "encrypt", "master", "account", "shared", "hmac", "aes", "cipher", "jwt", "admin":
			return secret, likely
		case "private":
			return privateKey, likely
		case "routing", "integration", "license", "licence", "service", "session", "storage", "deploy", "webhook", "insert", "ingest", "write":
			return apiKey, hint
		}
	case "base":
		if before == "key" { // Rails' secret_key_base
			return secret, likely
		}
	case "data":
		if before == "key" { // kubeconfig's client-key-data
			return privateKey, likely
		}
	case "id":
		if before == "secret" { // of a Vault AppRole; elsewhere a name
			return secret, hint
		}
	case "auth":
		return dockerAuth, hint
	case "sig":
		return signature, hint
	case "signature":
		if before == "amz" || before == "goog" { // of a presigned URL
			return signature, hint
		}
	case "pat", "bearer", "seed":
		return token, hint
	case "psk":
		return secret, hint
	case "credential", "credentials", "creds":
		return secret, hint
	case "phrase":
		if before == "pass" {
			return password, sure
		}
	case "code":
		if before == "pass" {
			return password, sure
		}
	case "word":
		if before == "pass" {
			return password, sure
		}
	}
	for _, n := range []struct {
		tail string
		kind Kind
		g    grade
	}{
		{"password", password, sure},
		{"passwd", password, sure},
		{"passphrase", password, sure},
		{"apikey", apiKey, likely},
		{"secretkey", secret, likely},
		{"accesskey", apiKey, likely},
		{"privatekey", privateKey, likely},
		{"secret", secret, likely},
		{"token", token, likely},
	} {
		if strings.HasSuffix(last, n.tail) {
			return n.kind, n.g
		}
	}
	return "", unnamed
}

// vendor tells the kind of secrets that have no shape of their own and whose
// names say whose they are.
func vendor(words []string, kind Kind) Kind {
	joined := strings.Join(words, "")
	switch {
	case kind == password:
		return password
	case strings.Contains(joined, "aws") && strings.HasSuffix(joined, "sessiontoken"):
		return awsSession
	case strings.HasSuffix(joined, "secretaccesskey") || strings.Contains(joined, "aws") && strings.Contains(joined, "secret"):
		return awsSecret
	case strings.HasSuffix(joined, "accountkey") || strings.HasSuffix(joined, "sharedaccesskey"):
		return azureKey
	case strings.Contains(joined, "datadog") || words[0] == "dd":
		return datadogKey
	case strings.Contains(joined, "pagerduty"):
		return pagerduty
	case strings.Contains(joined, "opsgenie") || strings.Contains(joined, "geniekey"):
		return opsgenie
	case words[0] == "line" || strings.HasPrefix(joined, "channelaccess") || strings.HasPrefix(joined, "channelsecret"):
		return lineToken
	case strings.HasSuffix(joined, "clientsecret"):
		return clientKey
	}
	return kind
}
