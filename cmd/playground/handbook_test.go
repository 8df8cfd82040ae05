package main

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func read(t *testing.T, path string) (status int, body string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /handbook/{path...}", handbookPage)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/handbook/"+path, nil))
	return rec.Code, rec.Body.String()
}

func TestHandbookPage(t *testing.T) {
	status, body := read(t, "ja/how-to/github-actions-oidc.md")
	require.Equal(t, http.StatusOK, status)
	for _, want := range []string{
		`<html lang="ja">`, "<title>GitHub Actions の OIDC 設定</title>", "手順", "更新 2026-09-14", `href="/handbook/en/how-to/github-actions-oidc.md"`,
		`id="assumerole-できないとき"`, `<code class="language-json">`, "プレイグラウンドに戻る",
	} {
		require.Contains(t, body, want)
	}
	require.NotContains(t, body, "keywords:")

	for _, path := range []string{"ja/how-to/nothing.md", "ja", "../config.yaml", ""} {
		status, _ := read(t, path)
		require.NotEqual(t, http.StatusOK, status, path)
	}
}

func TestEveryHandbookPageIsRendered(t *testing.T) {
	pages := 0
	require.NoError(t, fs.WalkDir(handbook, "handbook", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		pages++
		name := strings.TrimPrefix(path, "handbook/")
		data, err := fs.ReadFile(handbook, path)
		require.NoError(t, err)
		view, err := handbookViewOf(name, data)
		require.NoError(t, err)
		require.NotEmpty(t, view.Title, name)
		require.NotEmpty(t, view.Updated, name)
		require.NotEmpty(t, view.Twin, name)
		require.NotContains(t, string(view.Body), "raw HTML omitted", name)
		return nil
	}))
	require.Greater(t, pages, 40)
}

func TestAnchorsAreThoseOfTheBotsLinks(t *testing.T) {
	a := anchors{}
	for _, c := range [][2]string{
		{"AssumeRole できないとき", "assumerole-できないとき"},
		{"Set up `role-to-assume`", "set-up-role-to-assume"},
		{"What, and why?", "what-and-why"},
		{"What, and why?", "what-and-why-1"},
	} {
		require.Equal(t, c[1], string(a.Generate([]byte(c[0]), 0)), c[0])
	}
}
