using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SmsBridge.Texts;

/// <summary>
/// A registered template: fixed parts, which every text repeats to the letter, and places for values between them (india-dlt.md 1). Places beside one another are one with the room of all.
/// Immutable.
/// </summary>
internal sealed partial class RegisteredPattern
{
    /// <summary>Characters that a place takes.</summary>
    public const int LongestValue = 30;

    /// <summary>Characters of a template.</summary>
    public const int LongestPattern = 2_000;

    private readonly List<Piece> _pieces;

    private RegisteredPattern(List<Piece> pieces) => _pieces = pieces;

    /// <param name="fault">In a sentence that names the remedy.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out RegisteredPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        (pattern, fault) = (null, null);
        if (text.Length > LongestPattern)
        {
            fault = FormattableString.Invariant($"pattern has {text.Length} characters; a registered template has at most {LongestPattern}.");
            return false;
        }

        if (text.Any(static character => (char.IsControl(character) && character != '\n') || TextShape.IsMark(character)))
        {
            fault = "pattern holds characters that are no writing. Give the template as it was registered.";
            return false;
        }

        var pieces = new List<Piece>();
        var position = 0;
        while (text.IndexOf("{#", position, StringComparison.Ordinal) is >= 0 and var start)
        {
            var place = Place().Match(text, start);
            if (!place.Success || place.Index != start)
            {
                fault = $"pattern: {Excerpt(text, start)} is no place for a value. Places are written {{#var#}}, and also {string.Join(", ", Tagged.Select(static name => $"{{#{name}#}}"))}.";
                return false;
            }

            Add(pieces, text[position..start]);
            AddPlace(pieces);
            position = start + place.Length;
        }

        Add(pieces, text[position..]);
        pattern = new RegisteredPattern(pieces);
        return true;
    }

    /// <summary>Whether a text has a place of a registered template in it, as when somebody gave the template for the text.</summary>
    public static bool HasPlace(string text) => Place().IsMatch(text);

    /// <summary>Whether the text is one of those that the template stands for.</summary>
    /// <param name="text">Finished, or a shape: a variable in it fits places only, where it counts as one character.</param>
    public bool Fits(string text) => Reach(text, out _)[^1][text.Length];

    /// <summary>Why a text does not fit, by the first part of the template that it does not have.</summary>
    /// <param name="words">What a piece of the text reads like.</param>
    public string WhyNot(string text, Func<string, string> words)
    {
        Reach(text, out var reached);
        var at = reached[^1];
        var rest = at < text.Length ? $"“{words(Excerpt(text, at))}”" : "nothing more";
        return reached.Count - 1 < _pieces.Count
            ? $"The registered template goes on with {_pieces[reached.Count - 1].Words}, and the text has {rest} there."
            : $"The registered template ends where the text has {rest}.";
    }

    /// <summary>What stands in each place of a text that fits, with the room it has.</summary>
    public IEnumerable<(string Text, int Room)> Places(string text)
    {
        var reach = Reach(text, out _);
        var places = new List<(string, int)>();
        for (var (index, end) = (_pieces.Count - 1, text.Length); index >= 0 && reach[^1][text.Length]; index--)
        {
            var piece = _pieces[index];
            var begin = piece.Fixed is { } words ? end - words.Length : Enumerable.Range(1, Math.Min(piece.Room, end)).Select(length => end - length).First(from => reach[index][from]);
            if (piece.Fixed is null)
            {
                places.Add((text[begin..end], piece.Room));
            }

            end = begin;
        }

        places.Reverse();
        return places;
    }

    /// <summary>
    /// To which positions of the text the first pieces of the template lead: one row for each number of pieces. A place takes at least one character, so what is
    /// reached is found in one walk, however many places there are.
    /// </summary>
    /// <param name="furthest">By number of pieces, where the text goes on, up to the first piece that it does not have.</param>
    private bool[][] Reach(string text, out List<int> furthest)
    {
        var rows = new bool[_pieces.Count + 1][];
        furthest = [0];
        rows[0] = new bool[text.Length + 1];
        rows[0][0] = true;
        for (var index = 0; index < _pieces.Count; index++)
        {
            rows[index + 1] = Step(_pieces[index], text, rows[index]);
            var at = Array.IndexOf(rows[index + 1], true);
            if (at >= 0)
            {
                furthest.Add(at);
            }
            else
            {
                break;
            }
        }

        for (var index = furthest.Count; index < rows.Length; index++)
        {
            rows[index] ??= new bool[text.Length + 1];
        }

        return rows;
    }

    private static bool[] Step(Piece piece, string text, bool[] from)
    {
        var to = new bool[from.Length];
        var last = -1;
        for (var at = 0; at < from.Length; at++)
        {
            if (piece.Fixed is not { } words)
            {
                to[at] = last >= 0 && at - last <= piece.Room; // the latest of those that are reached leads furthest
                last = from[at] ? at : last;
            }
            else if (from[at] && text.AsSpan(at).StartsWith(words, StringComparison.Ordinal))
            {
                to[at + words.Length] = true;
            }
        }

        return to;
    }

    private static void Add(List<Piece> pieces, string words)
    {
        if (words.Length > 0)
        {
            pieces.Add(new Piece(words, 0));
        }
    }

    private static void AddPlace(List<Piece> pieces)
    {
        if (pieces is [.., { Fixed: null } before])
        {
            pieces[^1] = before with { Room = before.Room + LongestValue };
        }
        else
        {
            pieces.Add(new Piece(null, LongestValue));
        }
    }

    private static string Excerpt(string text, int start)
    {
        const int Longest = 40;
        return (text.Length - start > Longest ? string.Concat(text.AsSpan(start, Longest), "…") : text[start..]).ReplaceLineEndings(" ");
    }

    /// <summary>The kinds of places that newer templates tell apart; which signs each takes is the operators' to check.</summary>
    private static readonly string[] Tagged = ["numeric", "alphanumeric", "url", "urlott", "cbn", "email"];

    [GeneratedRegex(@"\{#(var|numeric|number|alphanumeric|url|urlott|cbn|email)#\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();

    /// <param name="Fixed">Null: a place.</param>
    private readonly record struct Piece(string? Fixed, int Room)
    {
        public string Words => Fixed is { } words ? $"“{Excerpt(words, 0)}”" : FormattableString.Invariant($"a value of at most {Room} characters");
    }
}
