using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SmsBridge.Insight.Search;

/// <summary>What a word of <c>search_word</c> leads to. Stored by number.</summary>
internal enum WordKind
{
    /// <summary>A client, by a word of the name.</summary>
    Name = 1,

    /// <summary>A client, by the account number or the external id.</summary>
    Client = 2,

    /// <summary>A loan, by the same.</summary>
    Loan = 3,

    /// <summary>One message: a receipt, an external id, an account that is no loan.</summary>
    Event = 4,

    /// <summary>One message that does not name its client, by the number of the client the core said it is about: a transfer.</summary>
    About = 5,
}

/// <summary>Words as they are kept and looked for, so that nobody has to spell as the core does: pure.</summary>
internal static class SearchWords
{
    private const int MostOfName = 8;
    private const int LeastOfName = 2;
    private const int LeastOfKey = 3;
    private const int Longest = 64;

    /// <summary>Latin letters and what they are without accents. The bridge runs without the tables of a language library, which would know.</summary>
    private static readonly FrozenDictionary<char, char> Plain = new Dictionary<char, string>
    {
        ['a'] = "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", ['c'] = "çćĉċč", ['d'] = "ďđ", ['e'] = "èéêëēĕėęěẹẻẽếềểễệ", ['g'] = "ĝğġģ", ['h'] = "ĥħ", ['i'] = "ìíîïĩīĭįıỉịǐ", ['j'] = "ĵ", ['k'] = "ķ",
        ['l'] = "ĺļľŀł", ['n'] = "ñńņňŉ", ['o'] = "òóôõöøōŏőǒọỏốồổỗộớờởỡợơ", ['r'] = "ŕŗř", ['s'] = "śŝşšș", ['t'] = "ţťŧț", ['u'] = "ùúûüũūŭůűųǔụủứừửữựư", ['w'] = "ŵẁẃẅ",
        ['y'] = "ýÿŷỳỵỷỹ", ['z'] = "źżž",
    }.SelectMany(letter => letter.Value.Select(accented => (Accented: accented, Letter: letter.Key))).ToFrozenDictionary(pair => pair.Accented, pair => pair.Letter);

    /// <summary>Small letters, without accents: José and JOSE are one word.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var small = char.ToLowerInvariant(character);
            if (char.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(Plain.GetValueOrDefault(small, small));
            }
        }

        return folded.ToString();
    }

    /// <summary>The words of a name; without initials, which say too little.</summary>
    public static IReadOnlyList<string> OfName(string? name) =>
        [.. Parts(Fold(name ?? "")).Where(word => word.Length >= LeastOfName).Select(Cut).Distinct(StringComparer.Ordinal).Take(MostOfName)];

    /// <summary>By which a message leads from the client it is about.</summary>
    public static string OfClient(long clientId) => clientId.ToString(CultureInfo.InvariantCulture);

    /// <summary>As <c>known_client</c> has them: each stands between spaces.</summary>
    public static string Joined(IReadOnlyList<string> words) => words.Count == 0 ? " " : $" {string.Join(' ', words)} ";

    public static string[] Parted(string joined) => joined.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// What an account number or a reference is looked for by: all of it without signs, and its digits alone, as people leave out letters and zeros
    /// that stand before them.
    /// </summary>
    /// <param name="id">Of what it names: found by its own index already, so that a number that says no more is not kept.</param>
    public static IEnumerable<string> OfKey(string? key, long? id = null)
    {
        var whole = Cut(string.Concat(Parts(Fold(key ?? ""))));
        var digits = whole[(whole.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..].TrimStart('0');
        var own = id?.ToString(CultureInfo.InvariantCulture);
        if (whole.Length >= LeastOfKey && (digits != own || whole.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            yield return whole;
        }

        if (digits.Length >= LeastOfKey && digits != own && digits != whole)
        {
            yield return digits;
        }
    }

    private static IEnumerable<string> Parts(string folded)
    {
        var start = 0;
        for (var at = 0; at <= folded.Length; at++)
        {
            if (at < folded.Length && IsOfWord(folded[at]))
            {
                continue;
            }

            if (at > start)
            {
                yield return folded[start..at];
            }

            start = at + 1;
        }
    }

    /// <summary>Vowel signs and joined halves of scripts beyond ours belong to their word.</summary>
    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) == UnicodeCategory.SpacingCombiningMark;

    /// <summary>Never in the middle of a character: half of one can be stored nowhere.</summary>
    private static string Cut(string word) => word.Length <= Longest ? word : word[..(char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest)];
}
