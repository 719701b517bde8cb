using System.Globalization;

namespace SmsBridge.Partners;

/// <summary>A new secret; each null where it is not used.</summary>
/// <param name="Secret">A password or <c>whsec_…</c>; shown this once.</param>
/// <param name="PublicKey"><c>whpk_…</c>.</param>
/// <param name="PreviousUntil">Until when the one before works too; null: it has ended.</param>
/// <param name="OlderUntil">Until when any of those before works; null: none does.</param>
internal sealed record NewSecret(string? Secret, string? PublicKey, DateTimeOffset? PreviousUntil, DateTimeOffset? OlderUntil)
{
    /// <summary>For people, who are shown one text.</summary>
    public string Shown => string.Join(' ', new[] { Secret, PublicKey }.OfType<string>());

    /// <summary>What becomes of the passwords before, in a sentence.</summary>
    public string PasswordsBefore =>
        PreviousUntil is { } previous ? $"The one before works until {At(previous)}."
        : OlderUntil is { } older ? $"The one before has ended; of those before it one works until {At(older)}."
        : "No other one works.";

    /// <summary>What becomes of the signatures before, in a sentence.</summary>
    public string SignaturesBefore =>
        PreviousUntil is { } previous ? $"Until {At(previous)} notifications are signed with the one before too."
        : OlderUntil is { } older ? $"The one before has ended; until {At(older)} notifications are signed with one before it too."
        : "Nothing is signed with another one.";

    public override string ToString() => nameof(NewSecret);

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm' UTC'", CultureInfo.InvariantCulture);
}
