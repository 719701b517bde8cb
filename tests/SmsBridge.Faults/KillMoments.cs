using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>When to strike.</summary>
internal enum KillMoment
{
    /// <summary>After so long.</summary>
    AtRandom,

    /// <summary>A create request has arrived and is not answered; whether it is taken is decided when the bridge is dead.</summary>
    CreateArrived,

    /// <summary>A create request has been taken and is not answered.</summary>
    CreateTaken,

    /// <summary>A hook has just been answered 200.</summary>
    HookAnswered,

    /// <summary>The store has just begun to write.</summary>
    Commit,

    /// <summary>A status callback is on its way.</summary>
    Callback,

    /// <summary>While it stops in good order.</summary>
    Stopping,
}

/// <summary>Watches what the stand-ins and the posters see, and tells when the moment has come.</summary>
internal sealed class KillMoments
{
    private volatile Watch? _watch;

    /// <summary>Waits for the <paramref name="count"/>-th such moment from now.</summary>
    public Task ArmAsync(KillMoment moment, int count, bool takesHeld)
    {
        var watch = new Watch(moment, count, takesHeld);
        _watch = watch;
        return watch.Reached.Task;
    }

    /// <summary>The bridge is dead: what was held for it goes on.</summary>
    public void Release()
    {
        var watch = _watch;
        _watch = null;
        watch?.Dead.TrySetResult(watch.TakesHeld);
    }

    public void Saw(KillMoment moment)
    {
        if (_watch is { } watch && watch.Sees(moment))
        {
            watch.Reached.TrySetResult();
        }
    }

    /// <summary>The fault that holds the create request the bridge is to die in; null for all others.</summary>
    public StandInFault? Hold(StandInRequest request)
    {
        if (!request.IsCreate || _watch is not { Moment: KillMoment.CreateArrived or KillMoment.CreateTaken } watch || !watch.Sees(watch.Moment))
        {
            return null;
        }

        watch.Reached.TrySetResult();
        return watch.Moment == KillMoment.CreateArrived ? new StandInFault.HoldThenDecide(watch.Dead.Task) : new StandInFault.AcceptThenHold(watch.Dead.Task);
    }

    private sealed class Watch(KillMoment moment, int count, bool takesHeld)
    {
        private int _left = count;

        public KillMoment Moment => moment;

        public bool TakesHeld => takesHeld;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> Dead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Sees(KillMoment seen) => seen == moment && Interlocked.Decrement(ref _left) == 0;
    }
}
