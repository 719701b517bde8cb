using System.Collections.Concurrent;
using System.Text;

namespace SmsBridge.Simulator.Twilio;

/// <summary>An account the stand-in knows. What is settable may be changed while it runs.</summary>
internal sealed class StandInAccount(string sid, string authToken, DateTimeOffset createdAt)
{
    public string Sid { get; } = sid;

    /// <summary>Authenticates requests and signs callbacks.</summary>
    public string AuthToken { get; } = authToken;

    /// <summary>A webhook rule that signs with a SharedKey instead of the token; null: none.</summary>
    public StandInSharedKey? SharedKey { get; set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>active, suspended or closed.</summary>
    public string Status { get; set; } = "active";

    /// <summary>Own numbers, and whether they can send SMS.</summary>
    public ConcurrentDictionary<string, bool> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>Messaging Services, and the number each picks; null when it has no sender.</summary>
    public ConcurrentDictionary<string, string?> MessagingServices { get; } = new(StringComparer.Ordinal);
}

/// <summary>A key that only signs webhooks, with HMAC-SHA256.</summary>
internal sealed record StandInSharedKey(string Id, string Secret);

/// <summary>Who a request came from: an account's token, or one of its API keys.</summary>
internal sealed record StandInCredential(StandInAccount Account, bool IsStandardKey)
{
    public static string Header(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
