package triage

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
	case t.Decides(t.order.By):
		t.happen(AliasAdded(c))
		return nil
	case t.q.AliasWanted == c.Page:
		return t.already("", t.facts.Now)
	}
	t.happen(AliasProposed(c))
	t.tell(ProposeAlias{Inquiry: t.q.ID, To: t.Lead(), By: t.order.By})
	return nil
}
