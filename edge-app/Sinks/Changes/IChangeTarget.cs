namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>Somewhere for changes to go; used by one thread, one change at a time.</summary>
internal interface IChangeTarget : IDisposable
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>How often a change is tried.</summary>
    int Attempts { get; }

    /// <summary>How long one attempt may take.</summary>
    TimeSpan Limit { get; }

    /// <summary>Delivers a change, within <see cref="Limit"/>. Throws nothing.</summary>
    /// <returns>Null when it arrived, else what went wrong.</returns>
    DeliveryFailure? Deliver(Change change, CancellationToken stop);
}

/// <summary>Why a change did not arrive.</summary>
/// <param name="Reason">For people.</param>
/// <param name="MayPass">Whether it makes sense to try again.</param>
internal sealed record DeliveryFailure(string Reason, bool MayPass);
