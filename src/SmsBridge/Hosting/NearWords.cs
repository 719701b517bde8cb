namespace SmsBridge.Hosting;

/// <summary>What somebody may have meant.</summary>
internal static class NearWords
{
    /// <summary>A letter or two wrong, missing, too many or in the other's place; or the beginning of the word.</summary>
    public static bool AreNear(string typed, string word)
    {
        var (one, other) = (typed.ToUpperInvariant(), word.ToUpperInvariant());
        if (one.Length > 1 && other.StartsWith(one, StringComparison.Ordinal))
        {
            return true;
        }

        var most = Math.Max(1, Math.Min(one.Length, other.Length) / 3);
        return one.Length > 0
            && Math.Abs(one.Length - other.Length) <= most // each letter more is one too many: at start every variable of the environment is put to this
            && Distance(one, other) <= most;
    }

    /// <summary>Levenshtein's, with two letters that changed places counted once.</summary>
    private static int Distance(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var row = 0; row <= one.Length; row++)
        {
            for (var column = 0; column <= other.Length; column++)
            {
                table[row, column] = row == 0 || column == 0
                    ? row + column
                    : Math.Min(
                        Math.Min(table[row - 1, column], table[row, column - 1]) + 1,
                        table[row - 1, column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1));
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1])
                {
                    table[row, column] = Math.Min(table[row, column], table[row - 2, column - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}
