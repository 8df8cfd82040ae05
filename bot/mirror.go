package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"toban/bot/triage"
)

// mirrorsMark names the watermark that knows which teams were told what became
// of their questions when it was last looked.
const mirrorsMark = "report/mirrors"

// mirror has every team that wants it told what became of its questions, for
// each month whose report has become due since it wanted that.
func (b *Bot) mirror(ctx context.Context) error {
	teams := b.cfg.Mirrored()
	err := b.noteMirrors(ctx, teams)
	now := b.deps.Now()
	latest := b.latestDue(triage.MonthOf(now, b.cfg.Location()), now)
	for _, team := range teams {
		err = errors.Join(err, b.reportUntil(ctx, triage.MirrorMark(team), latest, func(p triage.Period) triage.Order {
			return triage.Order{Key: "mirror/" + string(team) + "/" + string(p), Command: triage.PostReport{Period: p, Team: team}}
		}))
	}
	return err
}

// noteMirrors forgets how far teams were told that are not told any more: if
// they ever are again, the months between are not.
func (b *Bot) noteMirrors(ctx context.Context, teams []triage.TeamID) error {
	var known []triage.TeamID
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(mirrorsMark)
		if err != nil || len(mark) == 0 {
			return err
		}
		return json.Unmarshal(mark, &known)
	})
	if err != nil {
		return fmt.Errorf("read which teams are told of their questions: %w", err)
	}
	if slices.Equal(known, teams) {
		return nil
	}
	mark, err := json.Marshal(teams)
	if err != nil {
		return err
	}
	return b.store.Update(ctx, func(tx triage.Tx) error {
		for _, team := range known {
			if slices.Contains(teams, team) {
				continue
			}
			if err := tx.DropMark(triage.MirrorMark(team)); err != nil {
				return err
			}
		}
		return tx.SetMark(mirrorsMark, mark)
	})
}
