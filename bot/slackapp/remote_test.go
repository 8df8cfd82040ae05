package slackapp

import "toban/bot/triage"

// remotes are what people read when Datadog does not take an incident.
func (r *room) remotes() []shown {
	ctx, a := r.t.Context(), r.app
	b := a.book("")
	var out []shown
	for _, t := range []triage.Trouble{triage.TroubleKeys, triage.TroublePermission, triage.TroubleAbsent} {
		i := r.incident(func(i *triage.Incident) { i.Datadog.Refused, i.Datadog.Trouble = "what Datadog said", t })
		out = append(out, shown{"waits: " + string(t), a.incidentPost(ctx, b, i)})
	}
	for _, t := range []triage.Trouble{triage.TroubleKeys, triage.TroublePermission, triage.TroubleAbsent, triage.TroubleDeleted} {
		out = append(out, shown{"an admin is told: " + string(t), a.remoteWarning(ctx, b, triage.WarnRemote{
			Incident: "INC-7", Trouble: t, To: r.mention(triage.RoleAdmin, "UYAMADA"),
		})})
	}
	return append(out, shown{"an admin is told: it was refused", a.remoteWarning(ctx, b, triage.WarnRemote{
		Incident: "INC-7", Text: `HTTP 400: unknown severity "SEV-9" <!channel>`, To: r.mention(triage.RoleAdmin, "UYAMADA"),
	})})
}
