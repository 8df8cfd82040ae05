package slackapp

import (
	"slices"
	"strings"

	"toban/bot/phrase"
)

// complete reports whether rest is nothing but arguments of the command, so
// that the whole was surely typed as one. A sentence that only begins with the
// command's word is none.
func (a *App) complete(c command, rest string) bool {
	switch {
	case rest == "":
		return true
	case c.takes != takesText:
		return c.takes.fits(rest)
	}
	return c.known != nil && c.known(a, rest)
}

// What commands that take text know, see command.known.

func (a *App) isListing(rest string) bool {
	return !slices.ContainsFunc(words(rest), func(arg string) bool {
		_, list := listWord(arg)
		return !list && !narrows(arg)
	})
}

// narrows reports whether an argument names an area or a team.
func narrows(arg string) bool {
	_, area := qualified(arg, phrase.ArgArea)
	_, team := qualified(arg, phrase.ArgTeam)
	return area || team
}

func (a *App) isPeriod(rest string) bool {
	_, err := a.period(strings.Join(slices.DeleteFunc(words(rest), narrows), " "))
	return err == nil
}

func (a *App) isExport(rest string) bool {
	x, ok := parseExport(rest)
	return ok && a.isPeriod(x.period)
}

// isTurn is a person or an open call, as many as a change of the duty names,
// and when; the list of changes too.
func (a *App) isTurn(rest string) bool {
	if is(rest, phrase.ArgList) {
		return true
	}
	args := words(rest)
	for len(args) > 0 && (isPerson(args[0]) || is(args[0], phrase.ArgAnybody)) {
		args = args[1:]
	}
	_, err := a.spans(strings.Join(args, " "))
	return err == nil
}

func isPerson(arg string) bool {
	_, ok := personOf(arg)
	return ok
}

func (a *App) isExchange(rest string) bool {
	who, days, _ := strings.Cut(rest, " ")
	_, err := a.spans(days)
	return isPerson(who) && err == nil
}

func isHandoff(_ *App, rest string) bool {
	return is(rest, phrase.ArgPreview) || is(rest, phrase.ArgNow) || is(rest, phrase.ArgHistory)
}

func isLanguage(_ *App, rest string) bool {
	return is(rest, phrase.ArgJapanese) || is(rest, phrase.ArgEnglish) || is(rest, phrase.ArgAuto)
}

func isSetting(_ *App, rest string) bool {
	return is(rest, phrase.ArgShow) || is(rest, phrase.ArgCheck) || is(rest, phrase.ArgReload)
}
