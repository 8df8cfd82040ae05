package knowledge

func isStopWord(term string) bool { return false }
