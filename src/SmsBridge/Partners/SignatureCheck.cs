using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>What a partner says it sent, to be looked at.</summary>
/// <param name="Timestamp">The header of that name.</param>
/// <param name="Authorization">The header of that name; a pasted <c>Authorization:</c> before it does not count.</param>
/// <param name="At">When it was sent; null: now.</param>
internal sealed record SignatureQuestion(string? Timestamp, string? Authorization, DateTimeOffset? At);

/// <summary>Which part of a partner's signature is wrong. For support and up: the answers go further than what a stranger may learn.</summary>
internal sealed class SignatureCheck(VisiblePartners partners, IOptions<PartnerOptions> options, TimeProvider time)
{
    /// <summary>Null: there is no such partner, or not for this caller.</summary>
    public async Task<SignatureReport?> ExplainAsync(Caller caller, string code, SignatureQuestion question, CancellationToken cancellationToken) =>
        caller.MayDo(OperatorRole.Support) && await partners.FindAsync(caller.Scope, code, cancellationToken) is { } partner
            ? SignatureHelper.Explain(
                partner, Value(question.Timestamp, "timestamp:"), Value(question.Authorization, "authorization:"), question.At ?? time.GetUtcNow(), options.Value)
            : null;

    private static string? Value(string? header, string name) =>
        header?.TrimStart() is { } text && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? text[name.Length..].Trim() : header;
}
