package triage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// everything is all that is stored of an inquiry, as text.
func (o *office) everything(id triage.InquiryID) string {
	o.t.Helper()
	q, err := o.Inquiry(o.t.Context(), id)
	require.NoError(o.t, err)
	history, err := o.History(o.t.Context(), string(id))
	require.NoError(o.t, err)
	data, err := json.Marshal([]any{q, history})
	require.NoError(o.t, err)
	return string(data)
}

func TestForgettingKeepsTheNumbersAndNothingElse(t *testing.T) {
	o := newOffice(t).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	id := o.ask("GPU quota for the payroll cluster")
	other := o.ask("Grafana shows no data")
	o.at("2025-11-18 10:40")
	reply := triage.MessageRef{Channel: "CASK", TS: o.ts()}
	o.order(id, tanaka, triage.Reply{Text: "raise it in quotas.yaml", Message: reply, Links: []string{"https://wiki.example.com/quota"}})
	o.order(id, tanaka, triage.Reclassify{Area: "kubernetes"})
	o.at("2025-11-18 11:30")
	o.order(id, tanaka, triage.Resolve{Reasons: triage.Reasons{
		Solver: triage.SolverPlatformForNow, Docs: triage.DocsMissing, Minutes: 40, Note: "raised to 8", Page: "https://wiki.example.com/quota",
	}})
	o.order(other, tanaka, triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 20}})
	o.at("2025-11-25 10:00")

	numbers := func() (triage.Digest, []triage.TrendPoint, []triage.ExportRow, int) {
		week, err := o.Digest(t.Context(), "2025-W47")
		require.NoError(t, err)
		trend, err := o.Trend(t.Context(), "2025-W48", 4)
		require.NoError(t, err)
		rows, err := o.Export(t.Context(), "2025-W47")
		require.NoError(t, err)
		efforts, err := o.Efforts(t.Context(), o.now.AddDate(0, 0, -28), o.now, "")
		require.NoError(t, err)
		minutes := 0
		for _, e := range efforts {
			minutes += e.Minutes
		}
		return week, trend, rows, minutes
	}
	week, trend, rows, minutes := numbers()
	require.Len(t, week.Gaps, 2)

	secrets := []string{"payroll", "quotas.yaml", "raised to 8", "wiki.example.com", string(sato), string(tanaka)}
	require.Contains(t, o.everything(id), "payroll")
	o.order(id, suzuki, triage.Forget{})
	for _, s := range append(secrets, string(suzuki)) {
		require.NotContains(t, o.everything(id), s)
	}
	require.Contains(t, o.everything(other), string(tanaka), "another inquiry is left alone")
	mine, err := o.Inquiries(t.Context(), triage.InquiryFilter{Asker: sato})
	require.NoError(t, err)
	require.Len(t, mine, 1)

	week2, trend2, rows2, minutes2 := numbers()
	require.Len(t, week2.Gaps, 1, "a gap is known by its words")
	week.Gaps, week2.Gaps = nil, nil
	require.Equal(t, week, week2)
	require.Equal(t, trend, trend2)
	require.Equal(t, minutes, minutes2)
	rows[0].Asker, rows[0].Owner, rows[0].ResolvedBy = triage.Erased, triage.ErasedMember, triage.ErasedMember
	rows[0].Text, rows[0].Note, rows[0].Page = "", "", ""
	require.Equal(t, rows, rows2)

	// What comes later brings nothing back.
	o.order(id, sato, triage.Edit{Text: "GPU quota for payroll, again", At: "9999999999.000100"})
	o.order(id, tanaka, triage.Reply{Text: "payroll again", Message: triage.MessageRef{Channel: "CASK", TS: "9999999999.000200"}})
	o.order(id, "", triage.Undeliverable{Notice: "show_card", Reason: "payroll is archived"})
	for _, s := range secrets {
		require.NotContains(t, o.everything(id), s)
	}
	o.order(id, suzuki, triage.Forget{})

	store := o.Store.(*boltstore.Store)
	report, err := store.Check()
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	jobs, err := store.Due(t.Context(), o.now.Add(time.Hour), 100)
	require.NoError(t, err)
	for _, j := range jobs {
		if j.Envelope.Lane == string(id) {
			require.Contains(t, []string{"show_card", "show_suggestion"}, j.Envelope.Name)
		}
	}

	// And the file loses it when it is compacted.
	require.NoError(t, store.Close())
	_, err = boltstore.Compact(o.file, boltstore.Options{})
	require.NoError(t, err)
	data, err := os.ReadFile(o.file)
	require.NoError(t, err)
	for _, s := range secrets[:4] {
		require.False(t, bytes.Contains(data, []byte(s)), s)
	}
}

func TestWhatIsTooOldExpires(t *testing.T) {
	o := newOffice(t).at("2023-11-14 10:00")
	var closed []triage.InquiryID
	for range 5 {
		id := o.ask("OIDC role for the deploy job")
		o.at("2023-11-14 11:00")
		o.order(id, tanaka, triage.Resolve{})
		closed = append(closed, id)
	}
	open := o.ask("asked long ago and never closed")
	o.at("2025-11-14 10:30")
	young := o.ask("OIDC role, closed today")
	o.order(young, tanaka, triage.Withdraw{})

	expire := func(before time.Time) (int, bool) {
		n, left, err := o.Expire(t.Context(), before, 3)
		require.NoError(t, err)
		return n, left
	}
	n, left := expire(o.now.AddDate(-3, 0, 0))
	require.Zero(t, n)
	require.False(t, left)
	n, left = expire(o.now.AddDate(-2, 0, 1))
	require.Equal(t, 3, n)
	require.True(t, left)
	n, left = expire(o.now.AddDate(-2, 0, 1))
	require.Equal(t, 2, n)
	require.False(t, left)
	n, _ = expire(o.now.AddDate(-2, 0, 1))
	require.Zero(t, n)
	for _, id := range closed {
		require.NotContains(t, o.everything(id), "OIDC")
	}
	require.Contains(t, o.everything(young), "OIDC")
	require.Contains(t, o.everything(open), "never closed")
}

// refusing is a store that cannot rewrite one subject.
type refusing struct {
	triage.Store
	subject string
}

type refusingTx struct {
	triage.Tx
	subject string
}

func (s refusing) Update(ctx context.Context, fn func(triage.Tx) error) error {
	return s.Store.Update(ctx, func(tx triage.Tx) error { return fn(refusingTx{tx, s.subject}) })
}

func (tx refusingTx) Rewrite(subject string, change func(triage.Record) triage.Record) error {
	if subject == tx.subject {
		return errors.New("damaged record")
	}
	return tx.Tx.Rewrite(subject, change)
}

// Of an article the words that were approved outlive its inquiry, and no
// earlier draft of them.
func TestAnApprovedArticleOutlivesItsInquiry(t *testing.T) {
	o := newOffice(t).at("2023-11-14 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	id := o.ask("OIDC role for the deploy job")
	o.order(id, tanaka, triage.Resolve{})
	text := triage.ArticleText{Title: "OIDC roles", Question: "a role", Steps: "ask Mr Sato in room 4"}
	o.order(id, tanaka, triage.WriteArticle{Article: text})
	text.Steps = "request it by form"
	o.at("2023-11-14 11:00")
	o.order(id, suzuki, triage.WriteArticle{Article: text})
	o.at("2025-11-14 10:30")
	n, _, err := o.Expire(t.Context(), o.now, 1)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NotContains(t, o.everything(id), "deploy job")
	require.NotContains(t, o.everything(id), "Mr Sato")
	require.Contains(t, o.everything(id), "request it by form")
	require.True(t, o.read(id).Article.Approved())
}

// What was left over, as by a toban that did not know of it yet, goes with the
// next time, out of the numbers as well.
func TestForgettingAgainTakesTheRest(t *testing.T) {
	o := newOffice(t).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	id := o.ask("GPU quota")
	o.order(id, tanaka, triage.Resolve{})
	o.order(id, suzuki, triage.Forget{})
	require.NoError(t, o.Store.Update(t.Context(), func(tx triage.Tx) error {
		return tx.Append(triage.Record{Subject: string(id), At: o.now, By: tanaka, Event: triage.Sent{}})
	}))
	o.at("2025-11-18 12:00")
	workers := func() (list []triage.PersonID) {
		efforts, err := o.Efforts(t.Context(), o.now.AddDate(0, 0, -1), o.now.AddDate(0, 0, 1), "")
		require.NoError(t, err)
		for _, e := range efforts {
			list = append(list, e.Person)
		}
		return list
	}
	require.Contains(t, workers(), tanaka)
	o.order(id, suzuki, triage.Forget{})
	require.NotContains(t, o.everything(id), string(tanaka))
	require.NotContains(t, workers(), tanaka)
}

func TestWhatCannotBeErasedHoldsUpNoOther(t *testing.T) {
	o := newOffice(t).at("2023-11-14 10:00")
	damaged, fine := o.ask("OIDC role for the deploy job"), o.ask("OIDC role for the test job")
	o.order(damaged, tanaka, triage.Resolve{})
	o.order(fine, tanaka, triage.Resolve{})
	o.at("2025-11-14 10:30")
	o.Store = refusing{o.Store, string(damaged)}
	n, left, err := o.Expire(t.Context(), o.now, 1)
	require.ErrorContains(t, err, string(damaged))
	require.Equal(t, 1, n)
	require.False(t, left)
	require.NotContains(t, o.everything(fine), "OIDC")
	require.Contains(t, o.everything(damaged), "OIDC")
}
