using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>Opens teacher bundles.</summary>
internal static class Teacher
{
    /// <summary>Checks all teachers of a recipe; returns their SHA-256, separated by commas, or null without a teacher.</summary>
    /// <exception cref="InputException">A model is not usable, or has other colours or classes.</exception>
    public static string? Hash(Recipe recipe, InputSpec input, IReadOnlyList<string> labels) =>
        recipe.Teacher is null ? null : string.Join(',', Paths(recipe.Teacher).Select(path => Open(path, input, labels).Sha256));

    /// <summary>Loads a recipe's teachers. For a pupil on the CPU, they run as deployed. On a GPU, networks of this program are rebuilt there.</summary>
    /// <param name="recipe">Names the teachers, the batch, and the arithmetic on a GPU.</param>
    /// <param name="sha256">The result of <see cref="Hash"/> at the run's begin.</param>
    /// <param name="input">The pupil's input. The teacher gets the same pictures in its own size and must use the same colours.</param>
    /// <param name="data">The pupil's data, with the teacher's classes.</param>
    /// <param name="device">The pupil's device.</param>
    /// <exception cref="InputException">A model is not usable, was changed, or has other colours or classes.</exception>
    public static ITeacher? Load(Recipe recipe, string? sha256, InputSpec input, DataSplits data, Device device)
    {
        if (recipe.Teacher is null)
        {
            return null;
        }

        string[] paths = Paths(recipe.Teacher);
        string[] hashes = sha256?.Split(',') ?? [];
        ModelBundle[] bundles = [.. paths.Select((path, i) => Unchanged(path, Open(path, input, data.Train.Classes), hashes.ElementAtOrDefault(i)))];
        ITeacher[] teachers = [.. bundles.Select(bundle => device.type == DeviceType.CPU ? new BundleTeacher(bundle, recipe.Batch) : Beside(device, bundle, data, recipe))];
        return teachers.Length == 1 ? teachers[0] : new TeacherEnsemble(teachers);
    }

    private static string[] Paths(string teachers) => teachers.Split(',');

    private static ModelBundle Unchanged(string path, ModelBundle bundle, string? sha256) => bundle.Sha256 == sha256
        ? bundle
        : throw new InputException($"{path}: is not the teacher that this run began with (SHA-256 {bundle.Sha256}, expected {sha256}); put that file back");

    private static ITeacher Beside(Device device, ModelBundle bundle, DataSplits data, Recipe recipe)
    {
        try
        {
            return NetworkTeacher.Load(bundle, data, device, recipe.Precision);
        }
        catch (InputException)
        {
            return new BundleTeacher(bundle, recipe.Batch); // a foreign network: slower, on the CPU
        }
    }

    /// <summary>Opens a bundle and checks that it can teach.</summary>
    /// <exception cref="InputException">The model is not usable, or has other colours or classes.</exception>
    public static ModelBundle Open(string path, InputSpec input, IReadOnlyList<string> labels)
    {
        ModelBundle bundle = ModelBundle.Open(path);
        if (LabelComparison.Difference(labels, bundle.Output.Labels) is string difference)
        {
            throw new InputException($"{path}: cannot teach: {difference}");
        }

        return bundle.Input.Color == input.Color
            ? bundle
            : throw new InputException($"{path}: cannot teach: it takes {bundle.Input.Color} pictures and the new network {input.Color} ones; choose another teacher");
    }
}
