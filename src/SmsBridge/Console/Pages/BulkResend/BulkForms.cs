using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.MessageList;
using SmsBridge.Operators;

namespace SmsBridge.Console.Pages.BulkResend;

/// <summary>Starts and stops bulk resends.</summary>
internal static class BulkForms
{
    public static void MapBulkForms(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/console/resends").RequireAuthorization(Policies.Support).ExcludeFromDescription();
        runs.MapPost("", StartAsync);
        runs.MapPost("{id:guid}/stop", StopAsync);
    }

    /// <summary>The messages that were ticked, or the filter for all of them.</summary>
    /// <returns>A null filter: it asks for something unknown, and nothing is to be planned. Why is said.</returns>
    public static (long[] Ids, MessageFilter? Filter, string? Problem) Read(IQueryCollection query, TimeZoneInfo zone)
    {
        var ids = query["id"].Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);
        var rest = new QueryCollection(query.Where(pair => pair.Key is not ("id" or "problem" or "picked")).ToDictionary(StringComparer.OrdinalIgnoreCase));
        var filter = MessageFilter.Parse(rest, zone, out var problem);
        return ([.. ids.Distinct().Take(MessageFilter.LargestLimit)], filter, problem?.Detail);
    }

    /// <summary>The plan is made anew: what is sent is what was confirmed, or nothing is.</summary>
    private static async Task<IResult> StartAsync(HttpContext context, ConsoleRequest consoleRequest, ResendPlanner planner, BulkResends runs, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return PlainPages.NotDone("The page was open too long: go back, load it anew and try again.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var query = form["query"].ToString();
        var (ids, filter, problem) = Read(new QueryCollection(QueryHelpers.ParseQuery(query + string.Concat(form["id"].Select(id => $"&id={id}"))).ToDictionary(StringComparer.OrdinalIgnoreCase)), consoleRequest.ZoneOrUtc);
        if (filter is null)
        {
            return PlainPages.NotDone(problem!);
        }

        var tenants = await consoleRequest.TenantsAsync(context.RequestAborted);
        var plan = ids.Length > 0 ? await planner.ForAsync(ids, tenants, context.RequestAborted) : await planner.ForAsync(filter, tenants, context.RequestAborted);
        if (plan.Chosen.Count == 0 || form["confirm"].ToString().Trim() != plan.Confirmation || form["chosen"] != plan.Digest)
        {
            var back = QueryHelpers.AddQueryString("~/console/messages/resend" + filter.ToQuery(), "problem", "confirm");
            return TypedResults.LocalRedirect(back + string.Concat(ids.Select(id => FormattableString.Invariant($"&id={id}"))));
        }

        return runs.Start(context.Actor(), plan, form["reason"].ToString().Trim() is { Length: > 0 and <= MessageActions.LongestReason } reason ? reason : null) is { } run
            ? TypedResults.LocalRedirect($"~/console/resends/{run.Id}")
            : PlainPages.NotDone("Too many bulk resends wait already: go back and try again when others are done.", StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext context, BulkResends runs, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context) || runs.Find(id, context.Operator().Id) is not { } run)
        {
            return PlainPages.NotDone("There is no such run.", StatusCodes.Status404NotFound);
        }

        run.Stop();
        return TypedResults.LocalRedirect($"~/console/resends/{id}");
    }
}
