using System.Text.Json.Serialization.Metadata;
using SmsBridge.Operators;
using SmsBridge.Web;

namespace SmsBridge.Console.Api;

/// <summary>What a verb came to, as an answer of the API.</summary>
internal static class OutcomeAnswers
{
    public static IResult Of(Outcome outcome) =>
        outcome switch
        {
            Outcome.Done done => TypedResults.Json(new DoneView(done.Words), ConsoleJson.Readable.DoneView),
            Outcome.Secret secret => TypedResults.Json(new SecretView(secret.Words, secret.Value), ConsoleJson.Readable.SecretView),
            Outcome.Started started => TypedResults.Json(
                new StartedView(started.Words, started.EventId), ConsoleJson.Readable.StartedView, statusCode: StatusCodes.Status202Accepted),
            Outcome.NotFound missing => Problems.NotFound(missing.Words),
            Outcome.Refused { Field: { } field } refused => Problems.Unprocessable(field, refused.Words),
            Outcome.Refused refused => Problems.Conflict(refused.Words),
            _ => Problems.Create(StatusCodes.Status403Forbidden, "Not with this role.", "Ask an administrator of the console."),
        };

    /// <param name="act">With what the body asks for; null: it is empty.</param>
    public static async Task<IResult> OfAsync<T>(HttpContext context, JsonTypeInfo<T> body, Func<T?, Task<Outcome>> act)
        where T : class
    {
        var (request, problem) = await JsonBody.ReadAsync(context, body, context.RequestAborted);
        return problem ?? Of(await act(request));
    }
}
