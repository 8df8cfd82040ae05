package slackapp

import "toban/bot/triage"

// hookWarnings are what an admin reads about webhooks.
func (r *room) hookWarnings() []shown {
	return []shown{{"the receiver is gone", r.app.hookGone(r.t.Context(), r.app.book(""), triage.WarnHook{
		Hook: "board", To: r.mention(triage.RoleAdmin, "UYAMADA"),
	})}}
}
