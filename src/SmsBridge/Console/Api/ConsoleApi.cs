using SmsBridge.Console.Actions;
using SmsBridge.Web;

namespace SmsBridge.Console.Api;

/// <summary>What an action came to, as an answer of the API.</summary>
internal static class ActionAnswers
{
    public static IResult Of(ActionOutcome result) =>
        result switch
        {
            ActionOutcome.Done done => TypedResults.Json(new DoneView(done.Words), ConsoleApiJson.Readable.DoneView),
            ActionOutcome.Secret secret => TypedResults.Json(new SecretView(secret.Words, secret.Value), ConsoleApiJson.Readable.SecretView),
            ActionOutcome.Started started => TypedResults.Json(
                new StartedView(started.Words, started.EventId), ConsoleApiJson.Readable.StartedView, statusCode: StatusCodes.Status202Accepted),
            ActionOutcome.NotFound missing => Problems.NotFound(missing.Words),
            ActionOutcome.Refused { Field: { } field } refused => Problems.Unprocessable(field, refused.Words),
            ActionOutcome.Refused refused => Problems.Conflict(refused.Words),
            _ => Problems.Create(StatusCodes.Status403Forbidden, "Not with this role.", "Ask an administrator of the console."),
        };
}
