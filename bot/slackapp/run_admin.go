package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
)

// runDoctor looks at everything, which takes longer than Slack waits for an
// answer to a command.
func (a *App) runDoctor(ctx context.Context, r request) (reply, error) {
	a.tell(ctx, r.act, func(ctx context.Context, b phrase.Book) message {
		return checkUp(b, a.Doctor(ctx))
	})
	return reply{}, nil
}

// checkUp is a check-up with every line, what is wrong first.
func checkUp(b phrase.Book, findings []Finding) message {
	var fix, fine []string
	for _, f := range findings {
		if f.OK {
			fine = append(fine, "✅ "+entities(f.In(b)))
		} else {
			fix = append(fix, "⚠️ "+entities(f.In(b)))
		}
	}
	head := b.Say(phrase.DoctorFine, "n", itoa(len(fine)))
	if len(fix) > 0 {
		head = b.Say(phrase.DoctorFix, "n", itoa(len(fix)), "all", itoa(len(findings)))
	}
	blocks := []slack.Block{section("*" + head + "*")}
	lines := append(fix, fine...)
	for _, part := range packed(lines) {
		blocks = append(blocks, section(part))
	}
	return message{text: head + "\n" + strings.Join(lines, "\n"), blocks: blocks}
}

// packed joins lines to as few sections as hold them.
func packed(lines []string) []string {
	var out []string
	text := ""
	for _, l := range lines {
		l = cut(l, limitSection)
		if text != "" && units(text)+1+units(l) > limitSection {
			out, text = append(out, text), ""
		}
		if text != "" {
			text += "\n"
		}
		text += l
	}
	if text != "" {
		out = append(out, text)
	}
	return out
}

// runConfig shows, checks or reloads the configuration of the running process.
func (a *App) runConfig(ctx context.Context, r request) (reply, error) {
	settings := a.deps.Settings
	if settings == nil {
		return line(phrase.ConfigAway), nil
	}
	switch {
	case r.rest == "", is(r.rest, phrase.ArgShow):
		a.sendLater(ctx, r.act, "toban.yaml", func(context.Context) ([]byte, error) { return settings.Show() })
		return reply{}, nil
	case is(r.rest, phrase.ArgCheck):
		changes, err := settings.Check(ctx)
		if err != nil || len(changes) == 0 {
			return verdict(err, phrase.ConfigRight, phrase.ConfigWrong), nil
		}
		return saying(func(ctx context.Context, b phrase.Book) message {
			lines := []string{b.Say(phrase.ConfigRight)}
			for _, c := range changes {
				lines = append(lines, a.rosterPreview(ctx, b, c)...)
			}
			return sections(lines)
		}), nil
	case is(r.rest, phrase.ArgReload):
		return verdict(settings.Reload(), phrase.ConfigReloading, phrase.ConfigKept), nil
	}
	return a.misused(r), nil
}

// verdict is one sentence when all is well, else another one and what is
// wrong, one line each.
func verdict(err error, well, wrong phrase.Line) reply {
	if err == nil {
		return line(well)
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		head := b.Say(wrong)
		text := "```\n" + entities(strings.ReplaceAll(err.Error(), "```", "'''")) + "\n```"
		return message{text: head + "\n" + text, blocks: []slack.Block{section(head), section(cutCode(text, limitSection))}}
	})
}

// cutCode shortens a code block without losing its end.
func cutCode(text string, limit int) string {
	if units(text) <= limit {
		return text
	}
	return cut(text, limit-len("\n```")) + "\n```"
}
