namespace SmsBridge.Gateways.Smpp;

/// <summary>A question that waits for its answer.</summary>
internal sealed class SmppQuestion(uint command)
{
    public uint Command => command;

    public TaskCompletionSource<SmppAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A byte of it may have left.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>By <see cref="SmppWriter"/>, within its lock.</summary>
    public void Begin() => HasBegun = true;
}
