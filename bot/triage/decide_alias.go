package triage

import (
	"context"
	"fmt"
)

// addAlias makes the words of an inquiry lead to a page that they did not
// find. A member proposes it, a lead or an admin decides.
func (t *turn) addAlias(c AddAlias) error {
	if err := t.needMember(); err != nil {
		return err
	}
	switch {
	case c.Page == "":
		return &Error{Kind: Invalid, Reason: "no_page", Subject: string(t.q.ID)}
	case t.q.Alias == c.Page:
		return t.already("", t.facts.Now)
	case t.IsLead(t.order.By) || t.IsAdmin(t.order.By):
		t.happen(AliasAdded(c))
		return nil
	case t.q.AliasWanted == c.Page:
		return t.already("", t.facts.Now)
	}
	t.happen(AliasProposed(c))
	t.tell(ProposeAlias{Inquiry: t.q.ID, To: t.Lead(), By: t.order.By})
	return nil
}

// Aliases lists the inquiries whose words lead to a page.
func (d *Desk) Aliases(ctx context.Context) (list []Inquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		for q, err := range r.Inquiries(InquiryFilter{}) {
			if err != nil {
				return fmt.Errorf("read aliases: %w", err)
			}
			if q.Alias != "" {
				list = append(list, q)
			}
		}
		return nil
	})
	return list, err
}
