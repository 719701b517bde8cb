namespace SmsBridge.Console.Parts;

/// <summary>Whether words are in both texts, or in one of them.</summary>
internal enum PieceKind
{
    Same,
    Gone,
    New,
}

/// <summary>Words that follow each other and have the same fate.</summary>
internal readonly record struct Piece(PieceKind Kind, string Text);

/// <summary>What was taken out of a text and what was put in, word by word: the longest common sequence stays.</summary>
internal static class WordDifference
{
    public static IReadOnlyList<Piece> Of(string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        var common = Common(old, now);
        var pieces = new List<(PieceKind Kind, string Word)>();
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                pieces.Add((PieceKind.Same, now[j++]));
                i++;
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                pieces.Add((PieceKind.Gone, old[i++]));
            }
            else
            {
                pieces.Add((PieceKind.New, now[j++]));
            }
        }

        return Joined(pieces);
    }

    /// <summary>How many words the ends of both from there on have in common. A text has at most 4,000 characters, so some 2,000 words at worst.</summary>
    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static List<Piece> Joined(List<(PieceKind Kind, string Word)> words)
    {
        var pieces = new List<Piece>();
        foreach (var (kind, word) in words)
        {
            if (pieces.Count > 0 && pieces[^1].Kind == kind)
            {
                pieces[^1] = new Piece(kind, $"{pieces[^1].Text} {word}");
            }
            else
            {
                pieces.Add(new Piece(kind, word));
            }
        }

        return pieces;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
