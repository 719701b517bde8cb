using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>What was not done, as an answer to a tenant's key.</summary>
internal static class KeyAnswers
{
    public static IResult Refusal(HttpContext context, Outcome outcome) =>
        outcome switch
        {
            Outcome.Invalid invalid => Problems.BadRequest(invalid.Name, invalid.Words),
            Outcome.NotNow notNow => Problems.NotNow(context, notNow.Words),
            Outcome.Refused refused => Problems.Unprocessable(refused.Field ?? "", refused.Words),
            Outcome.NotFound notFound => Problems.NotFound(notFound.Words),
            Outcome.NotAllowed => Problems.Create(StatusCodes.Status403Forbidden, "Not with this key.", "It is not for the tenant's keys to do."),
            _ => Gone(),
        };

    /// <summary>To a key that opens nothing here. Only who holds a program's key is told why.</summary>
    /// <param name="field">Where the key came.</param>
    public static IResult Refusal(HttpContext context, KeyCheck check, string field = ApiKeyHeader.Fineract) =>
        check.RetryAfter is { } wait ? Problems.TooMany(context, wait, check.Words)
        : check.Reason == Reasons.OutOfScope ? Problems.Create(StatusCodes.Status403Forbidden, "The key is not for this.", check.Words, field, check.Reason)
        : check.Reason == Reasons.ExpiredKey ? Problems.Create(StatusCodes.Status401Unauthorized, "The key has expired.", check.Words, field, check.Reason)
        : Problems.Unauthorized(check.Words, field);

    /// <summary>The key was good a moment ago.</summary>
    public static IResult Gone() => Problems.NotFound("The tenant has just been deleted.");
}
