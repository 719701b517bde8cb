using Microsoft.AspNetCore.Components;
using SmsBridge.Console.Shell;
using SmsBridge.Operators;

namespace SmsBridge.Console.Pages;

/// <summary>A part of a page with forms that do something. What came of it is shown in the same answer, but for a new secret: that is shown once, on the page the answer leads to.</summary>
public abstract class ActingComponent : LoadedComponent
{
    private string? _refused;

    /// <summary>After something was done: what the page shows may have changed.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [Inject]
    private protected ConsoleRequest ConsoleRequest { get; set; } = null!;

    [Inject]
    private protected ShownOnce ShownOnce { get; set; } = null!;

    private protected string? Words { get; private set; }

    private protected bool IsBad { get; private set; }

    private protected long? MessageId { get; private set; }

    /// <summary>Whether it was refused for this field.</summary>
    private protected bool Refused(string field) => _refused == field;

    private protected SignedInOperator Who => ConsoleRequest.Operator!;

    private protected Caller Caller => ConsoleRequest.Context.Caller();

    /// <summary>A field of the form that was sent; empty when there is none of that name.</summary>
    private protected string Field(string name) => ConsoleRequest.Context.Request.HasFormContentType ? ConsoleRequest.Context.Request.Form[name].ToString().Trim() : "";

    /// <summary>What a form's field shows: what was typed when it was refused or the session had ended, else what it is.</summary>
    private protected string? Kept(string form, string name, string? otherwise = null) =>
        IsBad && Field("_handler") == form ? Field(name) : ConsoleRequest.Kept(form, name, otherwise);

    /// <summary>A form that is shown again has its secrets no more, and an empty one may mean "as it is".</summary>
    private string SecretsGone =>
        ConsoleRequest.Context.Request.HasFormContentType && FormDrafts.HasSecrets(ConsoleRequest.Context.Request.Form) ? " Secrets that you typed are not kept: type them again." : "";

    private protected async Task ActAsync(Task<Outcome> act)
    {
        var result = await act;
        (IsBad, MessageId, _refused) = (false, null, null);
        switch (result)
        {
            case Outcome.Done done:
                Words = done.Words;
                break;
            case Outcome.Secret secret:
                ShownOnce.Keep(ConsoleRequest.Context, ConsoleRequest.Path, new SecretShown(secret.Words, secret.Value));
                ConsoleRequest.AnswerSeeOther();
                break;
            case Outcome.Started started:
                (Words, MessageId) = (started.Words, started.EventId);
                break;
            case Outcome.Refused refused:
                (Words, IsBad, _refused) = (refused.Words + SecretsGone, true, refused.Field);
                break;
            case Outcome.NotFound missing:
                (Words, IsBad) = (missing.Words, true);
                break;
            default:
                (Words, IsBad) = ("Your role does not include this.", true);
                break;
        }

        await OnDone.InvokeAsync();
    }
}
