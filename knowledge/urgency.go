package knowledge

func judgeUrgency(own string) (Urgency, []string) { return UrgencyNormal, nil }
