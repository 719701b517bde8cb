using System.Diagnostics.CodeAnalysis;

namespace SmsBridge.Gateways;

/// <summary>One SMS that a client wrote, as its provider brings it; not yet known to be to one of ours.</summary>
/// <param name="Id">The provider's name for it, by which a repeat is known; null: it has none, so that each is one.</param>
/// <param name="From">Who wrote: <c>+254...</c>, or as a gateway of the client's own country writes it.</param>
/// <param name="To">What was written to; empty: it is not said.</param>
internal sealed record IncomingReply(string? Id, string From, string To, OptOutWish Wish)
{
    /// <summary>Characters of an id that are taken for one; of a longer one nobody needs to know a repeat.</summary>
    public const int LongestId = 200;

    /// <summary>Of providers that write numbers with their country code and without a plus, or lose the plus as a blank of a form.</summary>
    public static string Whole(string number) => "+" + number.Trim().TrimStart('+');

    /// <summary>Null when it is none, or none that can be kept.</summary>
    public static string? IdOf(string? id) => IsKeepable(id, LongestId) ? id : null;

    /// <summary>Whether a word of a provider's can be kept as it is: not every store takes a zero byte.</summary>
    public static bool IsKeepable([NotNullWhen(true)] string? word, int longest) => word?.Length > 0 && word.Length <= longest && !word.Any(char.IsControl);

    /// <summary>Not the number: records print all members by default.</summary>
    public override string ToString() => $"Reply {Wish}";
}
