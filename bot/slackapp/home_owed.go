package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// homeOwed are the reviews that a person owes and the open actions that they
// own, with their buttons.
func (a *App) homeOwed(ctx context.Context, b phrase.Book, id triage.PersonID, blocks *[]slack.Block) error {
	incidents, err := a.desk.Incidents(ctx, false)
	if err != nil {
		return err
	}
	var reviews, todo homeList
	for _, i := range incidents {
		if i.ReviewOwed() && a.desk.Policy.ReviewOwner(i) == id {
			reviews.add(func() []slack.Block {
				return []slack.Block{section(a.titled(i) + sep(b) + a.reviewLine(ctx, b, i)), actions("review/"+string(i.ID), writeReviewButton(b, i.ID))}
			})
		}
		for _, x := range i.OpenActions() {
			if x.Owner == id {
				todo.add(func() []slack.Block {
					return []slack.Block{section(string(i.ID) + sep(b) + a.actionRow(ctx, b, x)), actionButtons(b, i.ID, x)}
				})
			}
		}
	}
	*blocks = append(append(*blocks, reviews.under(b, phrase.HomeReviews)...), todo.under(b, phrase.HomeActions)...)
	return nil
}

// A homeList is a part of the Home tab that shows its first rows and counts the
// others.
type homeList struct {
	n    int
	rows []slack.Block
}

func (l *homeList) add(row func() []slack.Block) {
	if l.n++; l.n <= homeRows {
		l.rows = append(l.rows, row()...)
	}
}

// under is the list under its title, nothing when it is empty.
func (l *homeList) under(b phrase.Book, title phrase.Line) []slack.Block {
	if l.n == 0 {
		return nil
	}
	blocks := append([]slack.Block{slack.NewDividerBlock(), section("*" + b.Say(title) + "* " + itoa(l.n))}, l.rows...)
	if left := l.n - homeRows; left > 0 {
		blocks = append(blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(left))))
	}
	return blocks
}
