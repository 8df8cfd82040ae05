package triage

import "time"

// What is checked of the labels that were set without asking: the first few of
// a week, and from then on one of ten. The classification reference, 8.10.
const (
	auditLeast = 3
	auditEvery = 10
)

// auditDue reports whether the next label that is set without asking is to be
// checked by somebody.
func (d *Desk) auditDue(r Reader, now time.Time) (bool, error) {
	week, _ := PeriodOf(now, d.Policy.Calendar.Location()).Bounds(d.Policy.Calendar.Location())
	checked, since := 0, 0 // this week, and automatic ones since the last of them
	for q, err := range r.Inquiries(InquiryFilter{}) {
		if err != nil {
			return false, err
		}
		if q.Imported { // it has a high number and was asked long ago
			continue
		}
		if q.AskedAt.Before(week) || checked == auditLeast {
			break
		}
		switch {
		case q.Area.Audit:
			checked++
		case q.Area.Automatic() && checked == 0:
			since++
		}
		if since == auditEvery-1 {
			return true, nil
		}
	}
	return checked < auditLeast, nil
}

// AsksAudit reports whether somebody is asked whether the area that was set
// without asking is right: once what it was about is known.
func (q Inquiry) AsksAudit() bool {
	return q.Status == StatusResolved && !q.Forgotten && q.Area.Audit && q.Area.Automatic()
}
