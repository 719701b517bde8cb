using SmsBridge.Store;

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
/// <param name="Older">Those it replaced, oldest first, each accepted until its own time; known after that only to say so.</param>
internal sealed record PartnerPasswords(string? Current, IReadOnlyList<OlderSecret> Older)
{
    /// <summary>Until when one that was replaced is accepted; null: there was none.</summary>
    public DateTimeOffset? PreviousUntil => Older.Count == 0 ? null : Older.Max(older => older.Until);

    /// <summary>Those accepted at a time.</summary>
    public IEnumerable<string> ValidAt(DateTimeOffset now)
    {
        if (Current is not null)
        {
            yield return Current;
        }

        foreach (var older in Older)
        {
            if (older.Secret is { } password && older.Until > now)
            {
                yield return password;
            }
        }
    }

    public override string ToString() => nameof(PartnerPasswords);
}

/// <summary>A row of <c>partner</c>, passwords sealed.</summary>
internal sealed record PartnerRow
{
    public const string Columns =
        $"partner.id AS Id, partner.code AS Code, partner.name AS Name, partner.password AS Password, {OlderSecrets.OfPartner} AS Older, partner.created_at AS CreatedAt";

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public string? Name { get; init; }

    public string Password { get; init; } = "";

    public string? Older { get; init; }

    public long CreatedAt { get; init; }

    public Partner Open(SecretBox secrets, IEnumerable<string> tenants) => new(
        Id, Code, Name,
        new PartnerPasswords(secrets.Open(Password, Purpose(Code)), OlderSecrets.Open(Older, secrets, Purpose(Code))),
        StoredTime.At(CreatedAt), [.. tenants]);

    /// <summary>A password belongs to one partner; copied elsewhere it does not open.</summary>
    public static string Purpose(string code) => $"partner {code} password";
}
