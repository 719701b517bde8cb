using System.Buffers;
using SmsBridge.Core;
using SmsBridge.Gateways;

namespace SmsBridge.Tenants;

/// <summary>What is wrong with a request, and where.</summary>
/// <param name="Field">Name of the JSON member to mend.</param>
internal sealed record FieldProblem(string Field, string Detail);

/// <summary>The pure part of a registration: is the body complete and well-formed? Limits are those of a core's own columns.</summary>
internal static class RegistrationCheck
{
    /// <summary>m_hook_configuration.field_value.</summary>
    private const int LongestField = 100;

    private const int LongestEndpoint = 500;

    /// <summary>RFC 3986 "unreserved".</summary>
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");

    /// <summary>The first problem, in the order of the hook's form; null when the body can be acted on.</summary>
    public static FieldProblem? Check(RegistrationRequest request, SmsGateways gateways) =>
        Required("tenantId", request.TenantId, "the tenant identifier of the core")
        ?? Addressable(request.TenantId!.Trim())
        ?? Required("smsProvider", request.SmsProvider, $"one of: {string.Join(", ", gateways.Providers)}")
        ?? (gateways.Find(request.SmsProvider!.Trim()) is { } gateway
            ? OfAccount(request, gateway.Words)
            : new FieldProblem("smsProvider", $"This bridge knows: {string.Join(", ", gateways.Providers)}."))
        ?? Token(request.MifosToken)
        ?? (request.Endpoint is { Length: > LongestEndpoint } ? new FieldProblem("endpoint", $"At most {LongestEndpoint} characters.") : null);

    private static FieldProblem? OfAccount(RegistrationRequest request, AccountWords words) =>
        Required("phoneNo", request.PhoneNo, words.Sender)
        ?? PlainText("phoneNo", request.PhoneNo!)
        ?? Required("smsProviderAccountId", request.SmsProviderAccountId, words.Account)
        ?? PlainText("smsProviderAccountId", request.SmsProviderAccountId!)
        ?? Required("smsProviderToken", request.SmsProviderToken, words.Token)
        ?? PlainText("smsProviderToken", request.SmsProviderToken!);

    private static FieldProblem? Required(string field, string? value, string what) =>
        string.IsNullOrWhiteSpace(value) ? new FieldProblem(field, $"Missing: give {what}.")
        : value.Length > LongestField ? new FieldProblem(field, $"At most {LongestField} characters.")
        : null;

    private static FieldProblem? PlainText(string field, string value) =>
        value.Any(char.IsControl) ? new FieldProblem(field, "Must not hold control characters.") : null;

    /// <summary>It is a header's value in every hook and a path segment here: what does not fit both could never be asked for or deleted.</summary>
    private static FieldProblem? Addressable(string identifier) =>
        identifier is "." or ".." || identifier.AsSpan().ContainsAnyExcept(IdentifierCharacters)
            ? new FieldProblem("tenantId", "Must be letters, digits and - _ . ~ only.")
            : null;

    /// <summary>By the very rule that later decides whether it is used: one that passed here and was not would prove nothing.</summary>
    private static FieldProblem? Token(string? token) =>
        string.IsNullOrEmpty(token) || CoreCredential.BasicToken.IsWellFormed(token)
            ? null
            : new FieldProblem("mifosToken", "Must be base64 of user:password.");
}
