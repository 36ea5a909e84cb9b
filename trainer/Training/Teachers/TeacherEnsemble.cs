using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>
/// Several teachers: the mean of their logits, equivalent to the geometric mean of their distributions (Hinton, Vinyals and Dean,
/// 2015, section 5). Owns them.
/// </summary>
internal sealed class TeacherEnsemble(IReadOnlyList<ITeacher> teachers) : ITeacher
{
    public Tensor Logits(Tensor images)
    {
        using IDisposable scope = NewDisposeScope();
        return stack([.. teachers.Select(teacher => teacher.Logits(images))]).mean([0]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (ITeacher teacher in teachers)
        {
            teacher.Dispose();
        }
    }
}
