using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace SmsBridge.Operators;

/// <summary>
/// What somebody typed into a form that could not be taken - the session had ended, the page was too old, something was missing - so that the page
/// shows it again. Secrets are never kept. Until the sign-in it is in the sign-in page alone, sealed: strangers fill no memory.
/// </summary>
internal sealed class FormDrafts(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>In an address: which draft to show. In the sign-in page: the sealed draft.</summary>
    public const string Name = "draft";

    private const int MostKept = 200;
    private const int MostLength = 16_384;

    /// <summary>The page's own, and no secret of anybody's.</summary>
    private const string Token = "__RequestVerificationToken";

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);
    private static readonly string[] Secret = ["password", "token", "secret", "sharedKey", "authorization"];

    private readonly IDataProtector _seal = protection.CreateProtector("SmsBridge.FormDrafts");
    private readonly ConcurrentDictionary<string, Draft> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Something was typed into it that is never kept.</summary>
    public static bool HasSecrets(IFormCollection form) => form.Any(field => IsSecret(field.Key) && !string.IsNullOrEmpty(field.Value));

    private static bool IsSecret(string name) => Array.Exists(Secret, secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) && name is not (Token or "noSharedKey");

    /// <returns>Null: nothing in it is worth keeping.</returns>
    public string? Seal(IFormCollection form)
    {
        var fields = Fields(form);
        return fields.Values.All(string.IsNullOrEmpty) || IsTooLong(fields) ? null : _seal.Protect(JsonSerializer.Serialize(fields, OperatorsJson.Default.DictionaryStringString));
    }

    /// <summary>Keeps a sealed draft for who has signed in.</summary>
    /// <returns>Its key; null: it is not one of ours.</returns>
    public string? Keep(long operatorId, string? sealedDraft)
    {
        if (string.IsNullOrEmpty(sealedDraft) || sealedDraft.Length > 4 * MostLength)
        {
            return null;
        }

        try
        {
            return Keep(operatorId, JsonSerializer.Deserialize(_seal.Unprotect(sealedDraft), OperatorsJson.Default.DictionaryStringString) ?? []);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <returns>Its key; null: it is too long.</returns>
    public string? Keep(long operatorId, IFormCollection form) => Keep(operatorId, Fields(form));

    /// <summary>The fields of a draft by name; none for anybody but who typed it.</summary>
    public IReadOnlyDictionary<string, string>? Find(long? operatorId, string? key) =>
        key is not null && _kept.TryGetValue(key, out var draft) && draft.OperatorId == operatorId && draft.Until > time.GetUtcNow() ? draft.Fields : null;

    private string? Keep(long operatorId, Dictionary<string, string> fields)
    {
        if (IsTooLong(fields))
        {
            return null;
        }

        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _kept[key] = new Draft(operatorId, fields, time.GetUtcNow() + KeptFor);
        _order.Enqueue(key);
        while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
        {
            _kept.TryRemove(oldest, out _);
        }

        return key;
    }

    private static bool IsTooLong(Dictionary<string, string> fields) => fields.Sum(field => field.Key.Length + field.Value.Length) > MostLength;

    private static Dictionary<string, string> Fields(IFormCollection form) => form
        .Where(field => !IsSecret(field.Key) && field.Key != Token)
        .ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    private sealed record Draft(long OperatorId, IReadOnlyDictionary<string, string> Fields, DateTimeOffset Until);
}
