using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SmsBridge.Simulator.Twilio;

/// <summary>HTTP around <see cref="StandInApi"/>, and where faults strike.</summary>
internal sealed class StandInHttp(
    StandInApi api, StandInFaults faults, StandInMessages messages, TimeProvider time, ConcurrentQueue<StandInRequest>? recorded)
{
    private const int LargestBody = 64 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path == "/" && HttpMethods.IsGet(request.Method))
        {
            // For people, and no part of the API: neither recorded nor spoiled by faults.
            var page = Encoding.UTF8.GetBytes(StandInOverview.Of([.. messages.All().Select(message => message.View())]));
            await AnswerAsync(context, new StandInAnswer(StatusCodes.Status200OK, page), "text/plain; charset=utf-8");
            return;
        }

        context.Response.Headers["Twilio-Request-Id"] = $"RQ{Guid.NewGuid():N}";
        var authorization = request.Headers.Authorization.ToString() is { Length: > 0 } text ? text : null;
        var body = await ReadAsync(request, context.RequestAborted);
        var call = new StandInRequest(request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, authorization, body);
        recorded?.Enqueue(call);

        if (!faults.TryTake(call, out var fault))
        {
            await AnswerAsync(context, Handle());
            return;
        }

        await SpoilAsync(context, fault, Handle, time);

        StandInAnswer Handle() => api.Handle(request.Method, request.Path.Value!, request.QueryString.Value!, authorization, body);
    }

    /// <summary>What a fault makes of a request, whoever stands in for whom.</summary>
    public static async Task SpoilAsync(HttpContext context, StandInFault fault, Func<StandInAnswer> handle, TimeProvider time)
    {
        switch (fault)
        {
            case StandInFault.RefuseBeforeAcceptance:
                context.Abort();
                break;
            case StandInFault.Error error:
                await RefuseAsync(context, error);
                break;
            case StandInFault.AcceptThenDropConnection:
                handle();
                context.Abort();
                break;
            case StandInFault.AcceptThenDelay late:
                var answer = handle();
                await Task.Delay(late.Delay, time, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a caller who hung up is no failure of ours
                await AnswerAsync(context, answer);
                break;
            case StandInFault.DelayThenAccept slow:
                await Task.Delay(slow.Delay, time, CancellationToken.None);
                await AnswerAsync(context, handle());
                break;
            case StandInFault.HoldThenDecide undecided:
                if (!await undecided.Accept)
                {
                    context.Abort();
                    break;
                }

                await AnswerAsync(context, handle());
                break;
            case StandInFault.AcceptThenHold held:
                var kept = handle();
                await held.Until.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await AnswerAsync(context, kept);
                break;
            case StandInFault.ErrorAfterAcceptance error:
                handle();
                await RefuseAsync(context, new StandInFault.Error(error.HttpStatus));
                break;
            case StandInFault.AnswerAfterAcceptance given:
                handle();
                await AnswerAsync(context, new StandInAnswer(given.HttpStatus, Encoding.UTF8.GetBytes(given.Body)), given.ContentType);
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, StandInFault.Error error)
    {
        if (error.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        if (error.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        return error.Code is { } code
            ? AnswerAsync(context, StandInAnswer.Error(error.HttpStatus, code, "Refused on demand"))
            : AnswerAsync(context, new StandInAnswer(error.HttpStatus, "<html>upstream failure</html>"u8.ToArray()), "text/html");
    }

    public static async Task AnswerAsync(HttpContext context, StandInAnswer answer, string contentType = "application/json")
    {
        var response = context.Response;
        response.StatusCode = answer.HttpStatus;
        if (answer.HttpStatus != StatusCodes.Status204NoContent)
        {
            response.ContentType = contentType;
            response.ContentLength = answer.Body.Length;
            await response.BodyWriter.WriteAsync(answer.Body);
        }
    }

    public static async ValueTask<string> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 or > LargestBody)
        {
            return string.Empty;
        }

        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength.Value, cancellationToken);
        var body = Encoding.UTF8.GetString(read.Buffer);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
