using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Partners;

namespace SmsBridge.Console.Actions;

/// <summary>What a partner says it sent, to be looked at.</summary>
/// <param name="Timestamp">The header of that name.</param>
/// <param name="Authorization">The header of that name; a pasted <c>Authorization:</c> before it does not count.</param>
/// <param name="At">When it was sent; null: now.</param>
internal sealed record SignatureQuestion(string? Timestamp, string? Authorization, DateTimeOffset? At);

/// <summary>Which part of a partner's signature is wrong. For support and up: the answers go further than what a stranger may learn.</summary>
internal sealed class SignatureActions(VisiblePartners partners, IOptions<PartnerOptions> options, TimeProvider time)
{
    /// <summary>Null: there is no such partner, or not for this operator.</summary>
    public async Task<SignatureReport?> ExplainAsync(SignedInOperator who, string code, SignatureQuestion question, CancellationToken cancellationToken) =>
        who.MayDo(OperatorRole.Support) && await partners.FindAsync(who, code, cancellationToken) is { } partner
            ? SignatureHelper.Explain(
                partner, Value(question.Timestamp, "timestamp:"), Value(question.Authorization, "authorization:"), question.At ?? time.GetUtcNow(), options.Value)
            : null;

    private static string? Value(string? header, string name) =>
        header?.TrimStart() is { } text && text.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? text[name.Length..].Trim() : header;
}
