package external

import (
	"context"
	"strings"
)

// A Directory says who people of other systems are in Slack.
type Directory struct {
	// People are Slack user ids by what another system calls a person: their
	// id, address or name there, in any case of letters.
	People map[string]string
	// ByEmail is the Slack user with an address, "" when there is none. An error
	// says that Slack could not be asked, as does nil.
	ByEmail func(ctx context.Context, email string) (string, error)
}

// table looks a person up in People alone.
func (d Directory) table(p Person) string {
	for _, name := range []string{p.ID, p.Email, p.Name} {
		if name == "" {
			continue
		}
		for key, slack := range d.People {
			if strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(key)) {
				return slack
			}
		}
	}
	return ""
}

// find looks a person up, "" when nobody knows them. While Slack does not
// answer they are who they were when they were known last.
func (d Directory) find(ctx context.Context, p Person, before map[Person]string) string {
	if slack := d.table(p); slack != "" {
		return slack
	}
	if p.Email == "" {
		return ""
	}
	if d.ByEmail == nil {
		return before[p]
	}
	slack, err := d.ByEmail(ctx, p.Email)
	if err != nil {
		return before[p]
	}
	return slack
}
