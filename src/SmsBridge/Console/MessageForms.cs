using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;

namespace SmsBridge.Console;

/// <summary>What the buttons of the message's page post to; each leads back to the page, which says what came of it.</summary>
internal static class MessageForms
{
    public static void MapMessageForms(this IEndpointRouteBuilder routes)
    {
        var message = routes.MapGroup("/console/messages/{id:long}").RequireAuthorization(Policies.Support).ExcludeFromDescription();
        message.MapPost("resend", ResendAsync);
        message.MapPost("cancel", CancelAsync);
        message.MapPost("note", NoteAsync);

        // Where a browser asks for a form's address, as after a reload, it gets the form's page.
        message.MapGet("resend", (long id) => Page(id, ""));
        message.MapGet("cancel", (long id) => Page(id, ""));
        message.MapGet("note", (long id) => Page(id, "tab=notes"));
    }

    private static Task<IResult> ResendAsync(long id, HttpContext context, MessageActions actions, ConsoleRequest consoleRequest, FormDrafts drafts, IAntiforgery antiforgery) =>
        ActAsync(id, context, actions, consoleRequest, drafts, antiforgery, async (message, form) =>
        {
            var rules = new ResendRules(Force: form["force"] == "1", Again: form["again"] == "again");
            return message.Status is MessageStatus.Sent or MessageStatus.Delivered && !rules.Again ? "problem=confirm"
                : actions.IsOfDeleted(message) ? "problem=tenant"
                : message.Status == MessageStatus.Queued ? "problem=waits"
                : (await actions.ResendAsync(context.Actor(), message, rules, MessageActions.Words(form["reason"]))).Problem switch
                {
                    null => "done=resend",
                    MessageResend.IsErased => "problem=erased",
                    _ => "problem=underway",
                };
        });

    private static Task<IResult> CancelAsync(long id, HttpContext context, MessageActions actions, ConsoleRequest consoleRequest, FormDrafts drafts, IAntiforgery antiforgery) =>
        ActAsync(id, context, actions, consoleRequest, drafts, antiforgery, async (message, form) =>
            (await actions.CancelAsync(context.Actor(), message, MessageActions.Words(form["reason"]))).Problem is null ? "done=cancel" : "problem=gone");

    private static Task<IResult> NoteAsync(long id, HttpContext context, MessageActions actions, ConsoleRequest consoleRequest, FormDrafts drafts, IAntiforgery antiforgery) =>
        ActAsync(id, context, actions, consoleRequest, drafts, antiforgery, async (message, form) =>
        {
            if (MessageActions.Words(form["text"], MessageActions.LongestNote) is not { } text)
            {
                return "tab=notes&problem=empty";
            }

            await actions.NoteAsync(context.Actor(), message, text);
            return "tab=notes&done=note";
        });

    private static async Task<IResult> ActAsync(
        long id, HttpContext context, MessageActions actions, ConsoleRequest consoleRequest, FormDrafts drafts, IAntiforgery antiforgery, Func<MessageOwner, IFormCollection, Task<string>> act)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return context.Request.HasFormContentType && context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin"
                ? Page(id, $"problem=stale&{FormDrafts.Name}={drafts.Keep(context.Operator().Id, await context.Request.ReadFormAsync(context.RequestAborted))}")
                : PlainPages.NotDone("The page was open too long: go back, load it anew and try again.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var tenants = await consoleRequest.TenantsAsync(context.RequestAborted);
        if (await actions.FindAsync(id, tenants, context.RequestAborted) is not { } message)
        {
            return PlainPages.NotDone("There is no such message.", StatusCodes.Status404NotFound);
        }

        var result = await act(message, form);
        return Page(id, result.Contains("problem=", StringComparison.Ordinal) ? $"{result}&{FormDrafts.Name}={drafts.Keep(context.Operator().Id, form)}" : result);
    }

    private static RedirectHttpResult Page(long id, string query) =>
        TypedResults.LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"~/console/messages/{id}?{query}"));
}
