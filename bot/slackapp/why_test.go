package slackapp

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// mentioning reads from the core's source the notices that mention somebody.
func mentioning(t *testing.T) (names []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "../triage/notice.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return false
		}
		for _, f := range fields.Fields.List {
			of := f.Type
			if list, ok := of.(*ast.ArrayType); ok {
				of = list.Elt
			}
			if id, ok := of.(*ast.Ident); ok && id.Name == "Mention" {
				names = append(names, spec.Name.Name)
			}
		}
		return false
	})
	require.Contains(t, names, "Ping")
	return names
}

// texts are the messages of all channels, threads and direct messages, without
// their buttons.
func (r *room) texts() map[string]string {
	all := make(map[string]string)
	add := func(m fakeslack.Msg) { all[m.Channel+m.TS] = m.Text }
	for _, c := range r.slack.Channels("") {
		for _, viewer := range []string{"yamada", "ito", "lee"} {
			for _, m := range r.slack.Messages(c.ID, viewer) {
				add(m)
				for _, answer := range r.slack.Thread(c.ID, m.TS, viewer) {
					add(answer)
				}
			}
		}
	}
	return all
}

// Everybody who is mentioned is told why them, in the words of the reader.
func TestEveryMentionSaysWhy(t *testing.T) {
	why := map[triage.Role]map[triage.Lang]string{
		triage.RoleOnCall:    {"ja": "当番", "en": "on-call"},
		triage.RoleOwner:     {"ja": "担当", "en": "owner"},
		triage.RoleSecondary: {"ja": "副当番", "en": "secondary"},
		triage.RoleLead:      {"ja": "リード", "en": "lead"},
		triage.RoleLeadAlone: {"ja": "当番が不在", "en": "nobody"},
		triage.RoleCommander: {"ja": "指揮者", "en": "commander"},
		triage.RoleIncoming:  {"ja": "次の当番", "en": "incoming on-call"},
		triage.RoleAdmin:     {"ja": "管理者", "en": "admin"},
	}
	for lang, who := range map[triage.Lang]triage.PersonID{knowledge.Japanese: "UITO", knowledge.English: "ULEE"} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		r.says("sato", ask, "", "@toban VPC につながりません")
		out, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "UTANAKA", Command: triage.Declare{
			Inquiry: "INQ-1", Title: "API down", Severity: "SEV-1", Channel: true, Lang: lang,
		}})
		require.NoError(t, err)
		r.runs("ito", "/toban cover open 11/26 11/27")
		r.confirms("ito", actionConfirmDuty)
		inc, cover, hole := out.Incident.ID, r.duty().Requests[0].Change, triage.Span{From: r.now, To: r.now.Add(time.Hour)}

		seen := make(map[string]bool)
		check := func(name string, notice func(triage.Mention) triage.Notice, roles ...triage.Role) {
			seen[name] = true
			for _, as := range roles {
				before := r.texts()
				j := r.job(notice(r.mention(as, who)))
				j.ID += "/" + string(as)
				_, err := r.app.Send(t.Context(), j)
				require.NoError(t, err, "%s as %s", name, as)
				var said []string
				for at, text := range r.texts() {
					if _, ok := before[at]; !ok {
						said = append(said, text)
					}
				}
				require.Len(t, said, 1, "%s as %s", name, as)
				require.Contains(t, said[0], why[as][lang], "%s in %s", name, lang)
			}
		}
		check("Ping", func(m triage.Mention) triage.Notice { return triage.Ping{Inquiry: "INQ-1", To: m} },
			triage.RoleOnCall, triage.RoleOwner, triage.RoleSecondary, triage.RoleLead, triage.RoleLeadAlone)
		check("PageSuspected", func(m triage.Mention) triage.Notice {
			return triage.PageSuspected{Inquiry: "INQ-1", To: []triage.Mention{m}}
		}, triage.RoleOnCall, triage.RoleSecondary, triage.RoleLead, triage.RoleLeadAlone)
		check("WarnOwner", func(m triage.Mention) triage.Notice { return triage.WarnOwner{Inquiry: "INQ-1", To: m, Percent: 50} },
			triage.RoleOnCall, triage.RoleOwner, triage.RoleSecondary, triage.RoleLeadAlone)
		check("WarnTeam", func(m triage.Mention) triage.Notice { return triage.WarnTeam{Inquiry: "INQ-1", To: m, Percent: 80} },
			triage.RoleOnCall, triage.RoleOwner, triage.RoleSecondary, triage.RoleLeadAlone)
		check("TellBreach", func(m triage.Mention) triage.Notice {
			return triage.TellBreach{Inquiry: "INQ-1", To: []triage.Mention{m}}
		}, triage.RoleSecondary, triage.RoleLead)
		check("TellReopened", func(m triage.Mention) triage.Notice { return triage.TellReopened{Inquiry: "INQ-1", To: m} },
			triage.RoleOnCall, triage.RoleOwner)
		keeper := r.stored("ログが見られません")
		require.NoError(t, r.app.desk.Store.Update(t.Context(), func(tx triage.Tx) error {
			q, err := tx.Inquiry(keeper)
			q.Cluster = &triage.Cluster{}
			return errors.Join(err, tx.PutInquiry(q))
		}))
		check("ShowCluster", func(m triage.Mention) triage.Notice { return triage.ShowCluster{Inquiry: keeper, To: m} },
			triage.RoleOnCall, triage.RoleLeadAlone)
		r.signals("42")
		check("PageAlert", func(m triage.Mention) triage.Notice { return triage.PageAlert{Alert: "ALT-1", Step: 1, To: m} },
			triage.RoleSecondary, triage.RoleLead)
		check("ShowAlert", func(m triage.Mention) triage.Notice { return triage.ShowAlert{Alert: "ALT-1", To: m} },
			triage.RoleOnCall, triage.RoleLeadAlone)
		check("AskUpdate", func(m triage.Mention) triage.Notice { return triage.AskUpdate{Incident: inc, To: m} }, triage.RoleCommander)
		check("AskPageAgain", func(m triage.Mention) triage.Notice { return triage.AskPageAgain{Incident: inc, To: m} },
			triage.RoleOnCall, triage.RoleLeadAlone)
		boundary := r.handsOver()
		check("RemindHandoff", func(m triage.Mention) triage.Notice {
			return triage.RemindHandoff{Rotation: "platform", Boundary: boundary, To: m}
		}, triage.RoleIncoming, triage.RoleLead)
		check("AskSteps", func(m triage.Mention) triage.Notice {
			return triage.AskSteps{Rotation: "platform", To: m, Items: []triage.InquiryID{"INQ-1"}}
		}, triage.RoleOnCall)
		check("WarnHole", func(m triage.Mention) triage.Notice { return triage.WarnHole{Rotation: "platform", Hole: hole, To: m} },
			triage.RoleLead)
		check("WarnRefused", func(m triage.Mention) triage.Notice {
			return triage.WarnRefused{Rotation: "platform", Follower: triage.Follower{Topic: ask}, Code: "not_in_channel", To: m}
		}, triage.RoleAdmin)
		check("WarnRemote", func(m triage.Mention) triage.Notice {
			return triage.WarnRemote{Incident: "INC-1", Trouble: triage.TroublePermission, To: m}
		}, triage.RoleAdmin)
		check("WarnHook", func(m triage.Mention) triage.Notice { return triage.WarnHook{Hook: "board", To: m} }, triage.RoleAdmin)
		check("RemindStart", func(m triage.Mention) triage.Notice {
			return triage.RemindStart{Rotation: "platform", To: m, Start: boundary, Begun: m.As == triage.RoleOnCall}
		}, triage.RoleIncoming, triage.RoleOnCall, triage.RoleSecondary)
		// Whoever has asked is told what became of it, and knows why; the lead is not who asked.
		check("TellRequest", func(m triage.Mention) triage.Notice {
			return triage.TellRequest{Rotation: "platform", Request: cover, To: m}
		}, triage.RoleLead)
		for _, name := range mentioning(t) {
			require.True(t, seen[name], "%s mentions somebody: does it say why?", name)
		}
	}
}

func TestAReasonIsNeverEmpty(t *testing.T) {
	r := newRoom(t)
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		b := r.app.book(lang)
		for _, as := range []triage.Role{
			triage.RoleOnCall, triage.RoleOwner, triage.RoleSecondary, triage.RoleLead, triage.RoleLeadAlone,
			triage.RoleCommander, triage.RoleIncoming, triage.RoleOutgoing, triage.RoleAdmin,
		} {
			said := r.app.reason(t.Context(), b, triage.Inquiry{}, triage.Mention{Person: "UITO", As: as})
			require.NotEmpty(t, strings.Trim(said, " ()（）"), "%s in %s", as, lang)
		}
	}
}
