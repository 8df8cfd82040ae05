package triage

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"
)

// ClusterPolicy says when inquiries of one area may have one cause.
type ClusterPolicy struct {
	Inquiries int           // of as many askers; 0 looks for none
	Within    time.Duration // between the first and the last
	Mute      time.Duration // of an area after somebody said that its inquiries have nothing in common
}

// A Cluster is what may have one cause: inquiries of one area that several
// people asked within a short time. It is kept by the inquiry that completed
// it.
type Cluster struct {
	Group     ClusterGroup `json:"group"`
	Inquiries []InquiryID  `json:"inquiries"` // the first asked first, then as they joined
	Last      time.Time    `json:"last"`      // when the last was asked
	To        Mention      `json:"to,omitzero"`
	Told      time.Time    `json:"told,omitzero"` // when its card was decided; zero while that waits for the opening
	State     ClusterState `json:"state,omitempty"`
	By        PersonID     `json:"by,omitempty"` // who settled it
	At        time.Time    `json:"at,omitzero"`
	Incident  IncidentID   `json:"incident,omitempty"` // declared from it
	Under     InquiryID    `json:"under,omitempty"`    // the others are counted under this one
}

// A ClusterGroup names the inquiries among which clusters are looked for: those
// of one rotation and area, as "platform/ci_cd".
type ClusterGroup string

// ClusterState is what became of a cluster. The zero value is open.
type ClusterState string

// What people make of a cluster.
const (
	ClusterDeclared  ClusterState = "declared"
	ClusterGrouped   ClusterState = "grouped"
	ClusterUnrelated ClusterState = "unrelated"
)

// recentStrays is how many inquiries in a row are outside of the time that is
// looked at until no other is expected among those before them: a message of
// long ago may have become an inquiry just now.
const recentStrays = 20

// recentLimit is how many inquiries are looked at for those of a short time.
const recentLimit = 200

// askedSince are the inquiries asked since an instant of late, the newest
// first: as far as they are among the last ones taken in.
func askedSince(r Reader, since time.Time) iter.Seq2[Inquiry, error] {
	return func(yield func(Inquiry, error) bool) {
		strays := 0
		for q, err := range r.Inquiries(InquiryFilter{Limit: recentLimit}) {
			if err == nil && q.Archived() {
				continue
			}
			if err == nil && q.AskedAt.Before(since) {
				if strays++; strays == recentStrays {
					return
				}
				continue
			}
			strays = 0
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

// clusterable reports whether an inquiry says that something may be wrong in
// its area: a person asked it, and it is not accounted for otherwise.
func (q Inquiry) clusterable() bool {
	return !q.Alert && !q.Forgotten && q.Incident == "" && q.Status != StatusDuplicate && q.Status != StatusWithdrawn
}

// muted reports whether the area's inquiries have nothing in common, as
// somebody said not long ago.
func (c *Cluster) muted(now time.Time, mute time.Duration) bool {
	return c != nil && c.State == ClusterUnrelated && now.Before(c.At.Add(mute))
}

// takes reports whether an inquiry asked at an instant belongs to an open
// cluster: what goes on without a pause is one matter however long.
func (c *Cluster) takes(at time.Time, within time.Duration) bool {
	return c != nil && c.State == "" && !at.After(c.Last.Add(within)) && !at.Before(c.Last.Add(-within))
}

// cluster looks whether the inquiry and others of its area may have one cause.
// It joins the cluster there is, or completes one.
func (t *turn) cluster() {
	p, kept := t.Incident.Cluster, t.facts.Cluster
	switch {
	case p.Inquiries == 0 || t.facts.Group == "" || !t.q.clusterable() || t.q.likelyArea() == "":
	case t.facts.Now.Sub(t.q.AskedAt) > p.Within && !t.q.Late: // it was put there when it was over
	case kept.Cluster.muted(t.facts.Now, p.Mute) || t.facts.Going:
	case kept.ID == t.q.ID:
	case kept.Cluster.takes(t.q.AskedAt, p.Within):
		t.joinCluster(kept)
	default:
		t.completeCluster(p)
	}
}

func (t *turn) joinCluster(kept Inquiry) {
	if slices.Contains(kept.Cluster.Inquiries, t.q.ID) {
		return
	}
	keeper := t.turnOf(kept)
	keeper.happen(ClusterJoined{Inquiry: t.q.ID, Asked: t.q.AskedAt})
	keeper.tellCluster(t.q.Urgency == UrgencyUrgent)
	t.absorb(keeper)
}

func (t *turn) completeCluster(p ClusterPolicy) {
	others := slices.DeleteFunc(slices.Clone(t.facts.Around), func(q Inquiry) bool {
		return q.ID == t.q.ID || !q.clusterable() || q.likelyArea() != t.q.Area.Key
	})
	members := together(append(others, t.q), t.q.AskedAt, p)
	if members == nil {
		return
	}
	t.happen(Clustered{Group: t.facts.Group, Inquiries: ids(members), Last: members[len(members)-1].AskedAt})
	t.tellCluster(slices.ContainsFunc(members, func(q Inquiry) bool { return q.Urgency == UrgencyUrgent }))
}

// together are the inquiries around an instant that enough people asked within
// the policy's time, the first asked first; nil when there are not enough.
func together(list []Inquiry, at time.Time, p ClusterPolicy) []Inquiry {
	if askers(list) < p.Inquiries {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Inquiry) int { return cmp.Or(a.AskedAt.Compare(b.AskedAt), a.ID.Compare(b.ID)) })
	for from, first := range list {
		if first.AskedAt.After(at) {
			return nil
		}
		end := first.AskedAt.Add(p.Within)
		if at.After(end) {
			continue
		}
		to := from
		for to < len(list) && !list[to].AskedAt.After(end) {
			to++
		}
		if askers(list[from:to]) >= p.Inquiries {
			return list[from:to]
		}
	}
	return nil
}

func askers(list []Inquiry) int {
	who := make(map[PersonID]bool)
	for i := range list {
		who[list[i].Asker] = true
	}
	return len(who)
}

func ids(list []Inquiry) []InquiryID {
	out := make([]InquiryID, len(list))
	for i, q := range list {
		out[i] = q.ID
	}
	return out
}

// tellCluster shows the card or brings it up to date. Outside opening hours
// the card waits, unless an incident is suspected.
func (t *turn) tellCluster(urgent bool) {
	switch {
	case !t.q.Cluster.Told.IsZero():
		t.tell(ShowCluster{Inquiry: t.q.ID})
	case urgent || t.Calendar.IsOpen(t.facts.Now):
		to := t.asked()
		t.happen(ClusterTold{To: to})
		t.tell(ShowCluster{Inquiry: t.q.ID, To: to})
	default:
		t.remind(RemindCluster, 0, t.Calendar.NextOpen(t.facts.Now))
	}
}

// clusterAtOpening shows the card that waited, if enough people still wait.
func (t *turn) clusterAtOpening() {
	c := t.q.Cluster
	if c == nil || c.State != "" || !c.Told.IsZero() {
		return
	}
	waiting := slices.DeleteFunc(slices.Clone(t.facts.Members), func(q Inquiry) bool { return !q.clusterable() || q.Status.Closed() })
	if askers(waiting) >= t.Incident.Cluster.Inquiries {
		t.tellCluster(false)
	}
}

// answerCluster groups the inquiries of a cluster under the first of them, or
// has toban not look for clusters of their area for a while.
func (t *turn) answerCluster(c AnswerCluster) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.q.ClusterOpen(); err != nil {
		return err
	}
	e := ClusterSettled{State: ClusterUnrelated}
	if c.Same {
		under, err := t.group()
		if err != nil {
			return err
		}
		e = ClusterSettled{State: ClusterGrouped, Under: under}
	}
	t.happen(e)
	t.tell(ShowCluster{Inquiry: t.q.ID})
	return nil
}

// ClusterOpen refuses what comes too late for the cluster that the inquiry
// keeps, and says who was faster.
func (q Inquiry) ClusterOpen() error {
	c := q.Cluster
	switch {
	case c == nil:
		return &Error{Kind: NotFound, Reason: "cluster_over", Subject: string(q.ID)}
	case c.State == ClusterDeclared:
		return &Error{Kind: Conflict, Reason: "already_incident", Subject: string(c.Incident)}
	case c.State != "":
		return &Error{Kind: Conflict, Reason: "already", Who: c.By, At: c.At, Subject: string(q.ID)}
	}
	return nil
}

// group merges what is open of a cluster into the first. What has duplicates
// of its own stays as it is.
func (t *turn) group() (under InquiryID, err error) {
	open := slices.DeleteFunc(slices.Clone(t.facts.Members), func(q Inquiry) bool { return !q.clusterable() || q.Status.Closed() })
	merged := 0
	for _, q := range open[min(1, len(open)):] {
		if len(q.Duplicates) > 0 {
			continue
		}
		twin := t
		if q.ID != t.q.ID {
			twin = t.turnOf(q)
		}
		twin.facts.Other = open[0]
		if err := twin.duplicate(Duplicate{Of: open[0].ID}); err != nil {
			return "", err
		}
		if twin != t {
			twin.finish(q)
			t.absorb(twin)
		}
		merged++
	}
	if merged == 0 {
		return "", &Error{Kind: Conflict, Reason: "cluster_over", Subject: string(t.q.ID)}
	}
	return open[0].ID, nil
}

// declaredFrom are the inquiries from which an incident is declared: one, those
// of a cluster, or none.
func (t *incidentTurn) declaredFrom(c Declare) ([]Inquiry, error) {
	q := t.facts.Other
	switch {
	case c.Cluster != "":
		if err := t.facts.Cluster.ClusterOpen(); err != nil {
			return nil, err
		}
		members := slices.DeleteFunc(slices.Clone(t.facts.Members), func(q Inquiry) bool { return !q.clusterable() })
		if len(members) == 0 {
			return nil, &Error{Kind: Conflict, Reason: "cluster_over", Subject: string(c.Cluster)}
		}
		return members, nil
	case c.Inquiry == "":
		return nil, nil
	case q.ID == "":
		return nil, &Error{Kind: NotFound, Reason: "no_such_inquiry", Subject: string(c.Inquiry)}
	case q.Incident != "":
		return nil, &Error{Kind: Conflict, Reason: "already_incident", Subject: string(q.Incident)}
	}
	return []Inquiry{q}, nil
}

// clusterOf adds what an order needs to know of clusters. id is the rotation of
// its subject.
func (d *Desk) clusterOf(r Reader, f *Facts, o Order, s State, id RotationID) error {
	if c, ok := o.Command.(Ask); ok {
		area := c.Area
		if area == "" && f.Advice != nil {
			area = f.Advice.Classification.Area.Key
		}
		at := f.Now
		if !o.At.IsZero() {
			at = o.At
		}
		return d.clusterFacts(r, f, id, area, at)
	}
	if c, ok := o.Command.(Reclassify); ok {
		return d.clusterFacts(r, f, id, c.Area, s.Inquiry.AskedAt)
	}
	keeper := s.Inquiry
	if c, ok := o.Command.(Declare); ok && c.Cluster != "" {
		var err error
		if keeper, err = r.Inquiry(c.Cluster); err != nil {
			return err
		}
	}
	_, answered := o.Command.(AnswerCluster)
	due, reminded := o.Command.(Remind)
	if answered || reminded && due.Reminder.Kind == RemindCluster || keeper.ID != s.Inquiry.ID {
		var err error
		f.Cluster = keeper
		f.Members, err = clusterMembers(r, keeper)
		return err
	}
	return nil
}

// clusterFacts are what was asked of an area at about the time of an inquiry,
// and the area's last cluster.
func (d *Desk) clusterFacts(r Reader, f *Facts, rotation RotationID, area string, at time.Time) error {
	p := d.Policy.Incident.Cluster
	if p.Inquiries == 0 || area == "" {
		return nil
	}
	f.Group = ClusterGroup(string(rotation) + "/" + area)
	for q, err := range askedSince(r, at.Add(-p.Within)) {
		if err != nil {
			return err
		}
		if cmp.Or(q.Rotation, d.Default) == rotation && q.Area.Key == area && !q.AskedAt.After(at.Add(p.Within)) {
			f.Around = append(f.Around, q)
		}
	}
	last, err := r.Find(ClusterLink(f.Group))
	if err != nil || last == "" {
		return err
	}
	if f.Cluster, err = r.Inquiry(InquiryID(last)); err != nil {
		return err
	}
	if c := f.Cluster.Cluster; c != nil && c.Incident != "" {
		i, err := r.Incident(c.Incident)
		f.Going = i.Status != IncidentResolved
		return err
	}
	return nil
}

// clusterMembers are the inquiries of the cluster that an inquiry keeps, the
// first asked first.
func clusterMembers(r Reader, keeper Inquiry) ([]Inquiry, error) {
	if keeper.Cluster == nil {
		return nil, nil
	}
	var list []Inquiry
	for _, id := range keeper.Cluster.Inquiries {
		q, err := r.Inquiry(id)
		if err != nil {
			return nil, err
		}
		list = append(list, q)
	}
	slices.SortStableFunc(list, func(a, b Inquiry) int { return a.AskedAt.Compare(b.AskedAt) })
	return list, nil
}

// Clustered are the inquiries of the cluster that an inquiry keeps, the first
// asked first. Of an open cluster it leaves out what is accounted for.
func (d *Desk) Clustered(ctx context.Context, keeper Inquiry) (list []Inquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list, err = clusterMembers(r, keeper)
		return err
	})
	if c := keeper.Cluster; c != nil && c.State == "" {
		list = slices.DeleteFunc(list, func(q Inquiry) bool { return !q.clusterable() })
	}
	return list, err
}

// ClusterLink is the link under which an area finds the inquiry that keeps its
// last cluster.
func ClusterLink(g ClusterGroup) string { return "cluster/" + string(g) }

// MuteUntil is when clusters of its area are looked for again after somebody
// said that this one is none.
func (p Policy) MuteUntil(c Cluster) time.Time { return c.At.Add(p.Incident.Cluster.Mute) }

// joined, told and settled are the cluster after an event of its inquiry.
func (c *Cluster) joined(e ClusterJoined) *Cluster {
	out := *c
	out.Inquiries = append(slices.Clip(c.Inquiries), e.Inquiry)
	if e.Asked.After(c.Last) {
		out.Last = e.Asked
	}
	return &out
}

func (c *Cluster) told(r Record, e ClusterTold) *Cluster {
	out := *c
	out.To, out.Told = e.To, r.At
	return &out
}

func (c *Cluster) settled(r Record, e ClusterSettled) *Cluster {
	out := *c
	out.State, out.By, out.At, out.Incident, out.Under = e.State, r.By, r.At, e.Incident, e.Under
	return &out
}

// forgotten is the cluster without names.
func (c *Cluster) forgotten(p Policy) *Cluster {
	if c == nil {
		return nil
	}
	out := *c
	out.To, out.By = p.erasedMention(c.To), p.nobody(c.By)
	return &out
}
