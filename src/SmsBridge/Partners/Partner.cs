using SmsBridge.Storage;

namespace SmsBridge.Partners;

/// <summary>Somebody who may ask to be told of transactions.</summary>
/// <param name="Code"><c>partnerCode</c>: case-sensitive.</param>
/// <param name="Name">For people.</param>
/// <param name="Tenants">Whose transactions it is told of, by the core's names.</param>
internal sealed record Partner(
    long Id, string Code, string? Name, PartnerPasswords Passwords, DateTimeOffset CreatedAt, IReadOnlyList<string> Tenants)
{
    public override string ToString() => $"partner {Code}";
}

/// <summary>What a partner's requests are signed with, opened.</summary>
/// <param name="Current">Null when the key ring that sealed it is lost: then nothing the partner sends is accepted until it is rotated.</param>
/// <param name="Previous">Accepted until <paramref name="PreviousUntil"/>; known after that only to say so.</param>
internal sealed record PartnerPasswords(string? Current, string? Previous, DateTimeOffset? PreviousUntil)
{
    /// <summary>Those accepted at a time.</summary>
    public IEnumerable<string> ValidAt(DateTimeOffset now)
    {
        if (Current is not null)
        {
            yield return Current;
        }

        if (Previous is not null && PreviousUntil > now)
        {
            yield return Previous;
        }
    }

    public override string ToString() => nameof(PartnerPasswords);
}

/// <summary>A row of <c>partner</c>, passwords sealed.</summary>
internal sealed record PartnerRow
{
    public const string Columns = """
        partner.id AS Id, partner.code AS Code, partner.name AS Name, partner.password AS Password, partner.previous_password AS PreviousPassword,
        partner.previous_password_until AS PreviousPasswordUntil, partner.created_at AS CreatedAt
        """;

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public string? Name { get; init; }

    public string Password { get; init; } = "";

    public string? PreviousPassword { get; init; }

    public long? PreviousPasswordUntil { get; init; }

    public long CreatedAt { get; init; }

    public Partner Open(SecretBox secrets, IEnumerable<string> tenants) => new(
        Id, Code, Name,
        new PartnerPasswords(
            secrets.Open(Password, Purpose(Code)), secrets.Open(PreviousPassword, Purpose(Code)),
            StoredTime.At(PreviousPasswordUntil)),
        StoredTime.At(CreatedAt), [.. tenants]);

    /// <summary>A password belongs to one partner; copied elsewhere it does not open.</summary>
    public static string Purpose(string code) => $"partner {code} password";
}
