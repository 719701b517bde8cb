using SmsBridge.Operators;
using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>What a verb did not do, as an answer to the tenant's own key.</summary>
internal static class KeyAnswers
{
    public static IResult Refusal(HttpContext context, Outcome outcome) =>
        outcome switch
        {
            Outcome.Invalid invalid => Problems.BadRequest(invalid.Name, invalid.Words),
            Outcome.NotNow notNow => Problems.NotNow(context, notNow.Words),
            Outcome.Refused refused => Problems.Unprocessable(refused.Field ?? "", refused.Words),
            Outcome.NotFound notFound => Problems.NotFound(notFound.Words),
            _ => Gone(),
        };

    /// <summary>The key was good a moment ago.</summary>
    public static IResult Gone() => Problems.NotFound("The tenant has just been deleted.");
}
