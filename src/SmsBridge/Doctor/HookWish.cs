using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;

namespace SmsBridge.Doctor;

/// <summary>What somebody wants of a hook.</summary>
/// <param name="Events">Empty: what it has, or the usual ones.</param>
/// <param name="BridgeUrl">Null: the public one.</param>
internal sealed record HookWish(IReadOnlyList<EventType> Events, string? DisplayName, string? BridgeUrl)
{
    public static readonly IReadOnlyList<EventType> UsualEvents = [EventType.ClientCreate, EventType.LoanRepayment];

    public bool IsActive { get; init; } = true;

    public bool ForgetKey { get; init; }
}

/// <summary>What became of the wish. Details are plain words with the remedy.</summary>
internal abstract record HookDraftReading
{
    private HookDraftReading()
    {
    }

    public sealed record Drafted(HookDraft Draft) : HookDraftReading;

    /// <summary>Nobody knows what the core has to call.</summary>
    public sealed record NoAddress(string Detail) : HookDraftReading;

    /// <summary>The provider's token can not be read any more.</summary>
    public sealed record NoToken(string Detail) : HookDraftReading;
}

/// <summary>The hook of a tenant.</summary>
/// <param name="Present">It was there before; null: it was made now.</param>
internal sealed record HookMade(long Id, CoreHook? Present);
