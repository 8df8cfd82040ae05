package redact

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// shape is a secret that begins with a prefix which its maker chose to be found.
type shape struct {
	kind     Kind
	prefix   string
	body     chars // what follows the prefix
	min, max int   // length of the body; max 0 is no limit
	needs    chars // sets of which each must occur in the body
	apart    bool  // no _, -, . or / stands before the prefix
}

// shapes are from the rules of gitleaks v8.30.1 (config/gitleaks.toml, MIT) and
// from the makers' pages where named. Lengths are shorter than theirs: makers
// lengthen tokens, and people paste them cut. Where the prefix alone would also
// begin a name, the length or the sets that must occur tell them apart.
var shapes = []shape{
	{kind: awsKeyID, prefix: "AKIA", body: uppercase | digit, min: 16, max: 16},
	{kind: awsKeyID, prefix: "ASIA", body: uppercase | digit, min: 16, max: 16},
	{kind: awsKeyID, prefix: "ABIA", body: uppercase | digit, min: 16, max: 16},
	{kind: awsKeyID, prefix: "ACCA", body: uppercase | digit, min: 16, max: 16},
	{kind: "aws-bedrock-key", prefix: "ABSK", body: base64std, min: 80},
	{kind: "alibaba-access-key", prefix: "LTAI", body: alnum, min: 16, max: 24, needs: digit},

	{kind: "google-api-key", prefix: "AIza", body: base64url, min: 30, max: 45},
	{kind: "google-oauth-token", prefix: "ya29.", body: base64url | dot, min: 20},
	{kind: "google-oauth-secret", prefix: "GOCSPX-", body: base64url, min: 20}, // developers.google.com/identity
	{kind: "google-refresh-token", prefix: "1//0", body: base64url, min: 40, apart: true},

	{kind: "github-token", prefix: "ghp_", body: alnum, min: 20},
	{kind: "github-token", prefix: "gho_", body: alnum, min: 20},
	{kind: "github-token", prefix: "ghu_", body: alnum, min: 20},
	{kind: "github-token", prefix: "ghs_", body: base64url | dot, min: 20, needs: digit},
	{kind: "github-token", prefix: "ghr_", body: alnum, min: 20},
	{kind: "github-token", prefix: "github_pat_", body: word, min: 20, needs: digit},

	// docs.gitlab.com/security/tokens lists the prefixes.
	{kind: "gitlab-token", prefix: "glpat-", body: base64url | dot, min: 18},
	{kind: "gitlab-token", prefix: "gldt-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glrt-", body: base64url | dot, min: 18},
	{kind: "gitlab-token", prefix: "glrtr-", body: base64url | dot, min: 18},
	{kind: "gitlab-token", prefix: "glcbt-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glptt-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glft-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glimt-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glagent-", body: base64url, min: 30},
	{kind: "gitlab-token", prefix: "gloas-", body: base64url, min: 30},
	{kind: "gitlab-token", prefix: "glsoat-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "glffct-", body: base64url, min: 18},
	{kind: "gitlab-token", prefix: "GR1348941", body: base64url, min: 18},

	{kind: "slack-token", prefix: "xoxb-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxp-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxa-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxr-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxo-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxs-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxc-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxd-", body: alnum | dash | plus | equals, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxe-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xoxe.xox", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xapp-", body: alnum | dash, min: 12, needs: digit},
	{kind: "slack-token", prefix: "xwfp-", body: alnum | dash, min: 12, needs: digit},

	{kind: "npm-token", prefix: "npm_", body: alnum, min: 30},
	{kind: "pypi-token", prefix: "pypi-AgE", body: base64url, min: 16},
	{kind: "rubygems-token", prefix: "rubygems_", body: hexadec, min: 32},
	{kind: "clojars-token", prefix: "CLOJARS_", body: alnum, min: 50},
	{kind: "docker-token", prefix: "dckr_pat_", body: base64url, min: 20}, // docs.docker.com/security
	{kind: "docker-token", prefix: "dckr_oat_", body: base64url, min: 20},
	{kind: "artifactory-token", prefix: "AKCp", body: alnum, min: 60},
	{kind: "artifactory-token", prefix: "cmVmd", body: alnum, min: 55, max: 64},

	{kind: "vault-token", prefix: "hvs.", body: base64url, min: 20, needs: digit},
	{kind: "vault-token", prefix: "hvb.", body: base64url, min: 40},
	{kind: "vault-token", prefix: "hvr.", body: base64url, min: 40},
	{kind: "vault-token", prefix: "s.", body: alnum, min: 24, max: 26, needs: digit, apart: true},
	{kind: "stripe-key", prefix: "sk_live_", body: alnum, min: 10},
	{kind: "stripe-key", prefix: "rk_live_", body: alnum, min: 10},
	{kind: "stripe-key", prefix: "sk_test_", body: alnum, min: 10},
	{kind: "stripe-key", prefix: "rk_test_", body: alnum, min: 10},
	{kind: "stripe-key", prefix: "whsec_", body: base64std, min: 20}, // docs.stripe.com/webhooks
	{kind: "sendgrid-key", prefix: "SG.", body: base64url | dot, min: 40, needs: dot, apart: true},
	{kind: "sendinblue-key", prefix: "xkeysib-", body: alnum | dash, min: 60},
	{kind: "twilio-key", prefix: "SK", body: hexadec, min: 32, max: 32, apart: true},
	{kind: "mailgun-key", prefix: "key-", body: hexadec, min: 32, max: 32, apart: true},
	{kind: "square-token", prefix: "sq0atp-", body: base64url, min: 20},
	{kind: "square-token", prefix: "sq0csp-", body: base64url, min: 30},
	{kind: "shopify-token", prefix: "shpat_", body: hexadec, min: 30},
	{kind: "shopify-token", prefix: "shpca_", body: hexadec, min: 30},
	{kind: "shopify-token", prefix: "shppa_", body: hexadec, min: 30},
	{kind: "shopify-token", prefix: "shpss_", body: hexadec, min: 30},
	{kind: "facebook-token", prefix: "EAA", body: alnum, min: 60, needs: digit},

	{kind: "openai-key", prefix: "sk-proj-", body: base64url, min: 16, needs: digit, apart: true},
	{kind: "openai-key", prefix: "sk-svcacct-", body: base64url, min: 16, needs: digit, apart: true},
	{kind: "openai-key", prefix: "sk-admin-", body: base64url, min: 16, needs: digit, apart: true},
	{kind: "anthropic-key", prefix: "sk-ant-", body: base64url, min: 16, needs: digit, apart: true},
	{kind: "openrouter-key", prefix: "sk-or-v1-", body: hexadec, min: 32, apart: true},
	{kind: "openai-key", prefix: "sk-", body: alnum, min: 30, needs: digit, apart: true},
	{kind: "huggingface-token", prefix: "hf_", body: alnum, min: 30},
	{kind: "huggingface-token", prefix: "api_org_", body: alnum, min: 30},
	{kind: "groq-key", prefix: "gsk_", body: alnum, min: 40},
	{kind: "perplexity-key", prefix: "pplx-", body: alnum, min: 40},
	{kind: "replicate-token", prefix: "r8_", body: alnum, min: 35},
	{kind: "xai-key", prefix: "xai-", body: alnum, min: 60},

	{kind: "newrelic-key", prefix: "NRAK-", body: alnum, min: 20, needs: digit},
	{kind: "newrelic-key", prefix: "NRII-", body: base64url, min: 20, needs: digit},
	{kind: "grafana-token", prefix: "glsa_", body: word, min: 30},
	{kind: "grafana-token", prefix: "glc_", body: base64std, min: 32},
	{kind: "grafana-token", prefix: "eyJrIjoi", body: base64std, min: 50},
	{kind: "sentry-token", prefix: "sntrys_", body: base64std | under, min: 20},
	{kind: "sentry-token", prefix: "sntryu_", body: hexadec, min: 32},
	{kind: "dynatrace-token", prefix: "dt0c01.", body: alnum | dot, min: 40},
	{kind: "dynatrace-token", prefix: "dt0s01.", body: alnum | dot, min: 40},
	{kind: "postman-key", prefix: "PMAK-", body: alnum | dash, min: 40},
	{kind: "sonar-token", prefix: "squ_", body: hexadec, min: 40},
	{kind: "sonar-token", prefix: "sqp_", body: hexadec, min: 40},
	{kind: "sonar-token", prefix: "sqa_", body: hexadec, min: 40},
	{kind: "sourcegraph-token", prefix: "sgp_", body: word, min: 40},
	{kind: "buildkite-token", prefix: "bkua_", body: hexadec, min: 40},
	{kind: "circleci-token", prefix: "CCIPAT_", body: word, min: 30},

	{kind: "digitalocean-token", prefix: "dop_v1_", body: hexadec, min: 40},
	{kind: "digitalocean-token", prefix: "doo_v1_", body: hexadec, min: 40},
	{kind: "digitalocean-token", prefix: "dor_v1_", body: hexadec, min: 40},
	{kind: "heroku-key", prefix: "HRKU-AA", body: base64url, min: 30},
	{kind: "databricks-token", prefix: "dapi", body: hexadec | dash, min: 32, max: 34},
	{kind: "pulumi-token", prefix: "pul-", body: hexadec, min: 40},
	{kind: "planetscale-token", prefix: "pscale_tkn_", body: ident | equals, min: 32},
	{kind: "planetscale-token", prefix: "pscale_oauth_", body: ident | equals, min: 32},
	{kind: "planetscale-token", prefix: "pscale_pw_", body: ident | equals, min: 32},
	{kind: "flyio-token", prefix: "fo1_", body: base64url, min: 40},
	{kind: "flyio-token", prefix: "fm1r_", body: base64std, min: 80},
	{kind: "flyio-token", prefix: "fm2_", body: base64std, min: 80},
	{kind: "doppler-token", prefix: "dp.pt.", body: alnum, min: 40},
	{kind: "doppler-token", prefix: "dp.st.", body: ident, min: 40},
	{kind: "tailscale-key", prefix: "tskey-", body: alnum | dash, min: 20, needs: digit}, // tailscale.com/kb/1277
	{kind: "supabase-token", prefix: "sbp_", body: hexadec, min: 40},
	{kind: "openshift-token", prefix: "sha256~", body: base64url, min: 40},
	{kind: "cloudflare-key", prefix: "v1.0-", body: hexadec | dash, min: 150},
	{kind: "onepassword-token", prefix: "ops_eyJ", body: base64std, min: 60},
	{kind: "onepassword-key", prefix: "A3-", body: uppercase | digit | dash, min: 30, max: 40, needs: digit, apart: true},

	{kind: hash, prefix: "{SHA}", body: base64std, min: 24}, // httpd.apache.org/docs/2.4/misc/password_encryptions.html
	{kind: hash, prefix: "{SSHA}", body: base64std, min: 24},

	{kind: "linear-key", prefix: "lin_api_", body: alnum, min: 30},
	{kind: "linear-key", prefix: "lin_oauth_", body: alnum, min: 30},
	{kind: "notion-token", prefix: "ntn_", body: alnum, min: 35},
	{kind: "notion-token", prefix: "secret_", body: alnum, min: 40, max: 46, apart: true},
	{kind: "atlassian-token", prefix: "ATATT3", body: base64url | equals, min: 40},
	{kind: "atlassian-token", prefix: "ATCTT3", body: base64url | equals, min: 40},
	{kind: "airtable-token", prefix: "pat", body: alnum | dot, min: 79, max: 79, needs: dot, apart: true},
	{kind: "figma-token", prefix: "figd_", body: base64url, min: 30},
	{kind: "typeform-token", prefix: "tfp_", body: ident | equals, min: 50},
	{kind: "readme-key", prefix: "rdme_", body: alnum, min: 60},
	{kind: "age-secret-key", prefix: "AGE-SECRET-KEY-1", body: uppercase | digit, min: 40}, // age-encryption.org/v1
}

// shapesBy are the indices of the shapes by their first byte.
var shapesBy = func() (by [128][]int) {
	for i, sh := range shapes {
		by[sh.prefix[0]] = append(by[sh.prefix[0]], i)
	}
	return by
}()

// shapes marks what its own form gives away.
func (t *scan) shapes() {
	for i := 0; i < len(t.s); {
		if n := maskAt(t.s, i); n > 0 {
			i += n
			continue
		}
		end, kind := t.shapeAt(i)
		if end == 0 {
			i++
			continue
		}
		t.add(i, end, kind)
		i = end
	}
}

// awsSecretLength is what AWS makes of every secret access key: base64 without
// padding (docs.aws.amazon.com, "Secret access key").
const awsSecretLength = 40

// partners marks the secrets that stand beside the ID of an AWS key without a
// name of their own. Alone, 40 such characters may be anything; beside an ID
// they are its other half. A commit has no capitals.
func (t *scan) partners() {
	beside := strings.Contains(t.s, maskOpen+string(awsKeyID)+maskClose) ||
		slices.ContainsFunc(t.spans, func(s span) bool { return s.kind == awsKeyID })
	if !beside {
		return
	}
	const body = alnum | plus
	for i := 0; i < len(t.s); i++ {
		end := run(t.s, i, body, 0)
		if all := has(t.s[i:end]); end-i == awsSecretLength && all&uppercase != 0 && all&lowercase != 0 && all&digit != 0 {
			t.add(i, end, awsSecret)
		}
		i = end
	}
}

// shapeAt is the end of the secret that begins at i, or 0.
func (t *scan) shapeAt(i int) (end int, kind Kind) {
	s := t.s
	if s[i] >= 0x80 || !starts(s, i) {
		return 0, ""
	}
	for _, n := range shapesBy[s[i]] {
		if sh := &shapes[n]; strings.HasPrefix(s[i:], sh.prefix) {
			if end := sh.end(s, i); end > 0 {
				return end, sh.kind
			}
		}
	}
	switch {
	case s[i] == 'e':
		return jwtEnd(s, i), jwt
	case s[i] == '$':
		return hashEnd(s, i), hash
	case is(s[i], digit):
		return telegramEnd(s, i), telegram
	case s[i] == 'b' && strings.HasPrefix(s[i:], "bot") && i+3 < len(s): // …/bot123:AA…/sendMessage
		return telegramEnd(s, i+3), telegram
	case s[i] == 'M' || s[i] == 'N' || s[i] == 'O':
		return discordEnd(s, i), discord
	case s[i] == 'L' && strings.HasPrefix(s[i:], "LS0tLS1CRUdJTi"): // "-----BEGIN " in base64
		return encodedKeyEnd(s, i), privateKey
	}
	return 0, ""
}

func (sh *shape) end(s string, i int) int {
	if sh.apart && i > 0 && strings.IndexByte("_-./", s[i-1]) >= 0 {
		return 0
	}
	from := i + len(sh.prefix)
	// A body that is too long or lacks a set is read again from within, so
	// that its length has to be bounded until it is known to be one.
	least := run(s, from, sh.body, max(sh.min, 128))
	body := strings.TrimRight(s[from:least], ".") // the end of a sentence
	if len(body) < sh.min || sh.max > 0 && len(body) > sh.max {
		return 0
	}
	found := has(body)
	for set := chars(1); set <= sh.needs; set <<= 1 {
		if sh.needs&set != 0 && found&set == 0 {
			return 0
		}
	}
	end := run(s, least, sh.body, 0)
	end = back(s, end, dot, end-from)
	if sh.body&plus == 0 && sh.max > 0 && end < len(s) && is(s[end], word) {
		return 0
	}
	return end
}

// jwtEnd reads header.payload.signature, where the header is JSON with "alg"
// (RFC 7515), or the five parts of an encrypted one (RFC 7516). The signature
// may be cut off.
func jwtEnd(s string, i int) int {
	const most = 600 // of the header, in characters
	if !strings.HasPrefix(s[i:], "ey") {
		return 0
	}
	end := run(s, i, base64url, most)
	if end >= len(s) || s[end] != '.' || end == run(s, end+1, base64url, 8) {
		return 0
	}
	raw, err := base64.RawURLEncoding.DecodeString(s[i:end])
	if err != nil {
		return 0
	}
	var head struct {
		Alg string `json:"alg"`
	}
	if json.Unmarshal(raw, &head) != nil || head.Alg == "" {
		return 0
	}
	for range 4 {
		if end >= len(s) || s[end] != '.' {
			break
		}
		from := end + 1
		if from < len(s) && s[from] == '.' { // the key of a direct encryption is empty
			from++
		}
		next := run(s, from, base64url, 0)
		if next == from {
			break
		}
		end = next
	}
	return end
}

// hashEnd reads the hash of a password as crypt(3), Apache and PHC write it:
// $id$…$…, where the id is one of those in use.
func hashEnd(s string, i int) int {
	rest := s[i:]
	for _, h := range []struct {
		prefix string
		min    int // characters after it
	}{
		{"$2a$", 40},
		{"$2b$", 40},
		{"$2x$", 40},
		{"$2y$", 40},
		{"$1$", 20},
		{"$5$", 20},
		{"$6$", 20},
		{"$7$", 20},
		{"$y$", 20},
		{"$gy$", 20},
		{"$apr1$", 20},
		{"$argon2i$", 30},
		{"$argon2d$", 30},
		{"$argon2id$", 30},
		{"$scrypt$", 30},
		{"$pbkdf2", 30},
	} {
		if !strings.HasPrefix(rest, h.prefix) {
			continue
		}
		from := i + len(h.prefix)
		end := from
		for end < len(s) && (is(s[end], base64std|base64url|dot) || s[end] == '$' || s[end] == ',') {
			end++
		}
		if end = back(s, end, dot, end-from); end-from >= h.min {
			return end
		}
	}
	return 0
}

// telegramEnd reads <bot id>:<35 characters> (core.telegram.org/bots/api).
func telegramEnd(s string, i int) int {
	colon := run(s, i, digit, 12)
	if colon-i < 8 || !strings.HasPrefix(s[colon:], ":AA") {
		return 0
	}
	end := run(s, colon+1, base64url, 40)
	if n := end - colon - 1; n < 30 || n > 36 {
		return 0
	}
	return end
}

// discordEnd reads <user id in base64>.<time>.<signature>, the form of a bot's
// token (discord.com/developers/docs/reference).
func discordEnd(s string, i int) int {
	first := run(s, i, alnum, 30)
	if n := first - i; n < 22 || n > 28 || first >= len(s) || s[first] != '.' {
		return 0
	}
	second := run(s, first+1, base64url, 8)
	if n := second - first - 1; n < 5 || n > 7 || second >= len(s) || s[second] != '.' {
		return 0
	}
	end := run(s, second+1, base64url, 50)
	if end-second-1 < 25 {
		return 0
	}
	return end
}

// encodedKeyEnd reads a PEM private key that was put into base64 once more, as
// in a Secret of Kubernetes. A certificate in the same dress stays.
func encodedKeyEnd(s string, i int) int {
	head := s[i:run(s, i, base64std, 64)]
	raw, err := base64.StdEncoding.DecodeString(head[:len(head)/4*4])
	if err != nil || !strings.Contains(string(raw), "PRIVATE") {
		return 0
	}
	return run(s, i, base64std, 0)
}
