using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Hosting;

/// <summary>
/// Answers for what no endpoint can foresee. A store that can not take a write now: 503 with Retry-After, nothing was kept. A request
/// that breaks HTTP: its own status. Everything else is a 500 and is logged with its stack trace. People get a page, programs a problem answer.
/// </summary>
internal sealed class ExceptionAnswers(ILogger<ExceptionAnswers> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is DbException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // a read ended with the request: nobody waits for words
            return true;
        }

        var cause = exception switch
        {
            DbException trouble => StoreFailures.Translate(trouble), // reads do not go through the writer
            AntiforgeryValidationException { InnerException: { } unreadable } => unreadable, // what is wrong with the form, not with its token
            _ => exception,
        };
        var answer = cause switch
        {
            StoreUnavailableException store => Problems.Create(
                StatusCodes.Status503ServiceUnavailable, exception is StoreUnavailableException ? "The store can not take a write now." : "The store can not be read now.", store.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.TooLarge("The body is too large."),
            BadHttpRequestException bad => Problems.Create(bad.StatusCode, "The request is not valid.", bad.Message),
            InvalidDataException bad => Problems.BadRequest("body", bad.Message),
            NotSupportedException when IsOfForm(cause) => Problems.BadRequest("body", "The form's character set can not be read: send UTF-8."),
            IOException bad when exception is AntiforgeryValidationException => Problems.BadRequest("body", bad.Message), // a multipart form that ends too early
            _ => null,
        };
        var isPage = OperatorPaths.IsPage(httpContext.Request);
        if (answer is null && !isPage)
        {
            return false;
        }

        if (cause is StoreUnavailableException)
        {
            httpContext.Response.Headers.RetryAfter = "5";
        }

        await (isPage ? Page(httpContext, answer?.ProblemDetails, exception) : answer!).ExecuteAsync(httpContext);
        return true;
    }

    /// <param name="known">What it came to, in words; null: nobody foresaw it, and only its id is said.</param>
    private IResult Page(HttpContext context, Microsoft.AspNetCore.Mvc.ProblemDetails? known, Exception exception)
    {
        ConsoleHeaders.Set(context.Response, ConsoleHeaders.PagePolicy); // those set before are gone
        var mayBeDone = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (known is { Status: { } status })
        {
            return PlainPages.Failed(known.Title!, [known.Detail ?? "", .. mayBeDone && status >= StatusCodes.Status500InternalServerError ? (string[])[PlainPages.LookAgain] : []], id: null, status);
        }

        var id = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        logger.PageFailed(exception, RequestLog.Shown(context.Request.Path), id);
        return PlainPages.Failed(
            "This page could not be shown", ["Something in the bridge went wrong.", .. mayBeDone ? (string[])[PlainPages.LookAgain] : []], id, StatusCodes.Status500InternalServerError);
    }

    /// <summary>The framework's reading of forms throws what the character set that is named happens to throw.</summary>
    private static bool IsOfForm(Exception exception) => exception.StackTrace?.Contains("Microsoft.AspNetCore.Http.Features.FormFeature", StringComparison.Ordinal) == true;
}
