package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASigningKeyStays(t *testing.T) {
	o := newOffice(t).at("2025-11-20 10:00")
	first, err := o.SigningKey(t.Context(), "session")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(first), 26, "128 bits in base 32")
	again, err := o.SigningKey(t.Context(), "session")
	require.NoError(t, err)
	require.Equal(t, first, again)
	other, err := o.SigningKey(t.Context(), "something else")
	require.NoError(t, err)
	require.NotEqual(t, first, other)
}
